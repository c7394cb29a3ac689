package dev.drydock.check;

import static dev.drydock.check.Severity.ERROR;
import static dev.drydock.check.Severity.INFO;
import static dev.drydock.check.Severity.STYLE;
import static dev.drydock.check.Severity.WARNING;

import java.util.List;
import java.util.Optional;

/** The rules there are. What each is about is told by {@link RuleText}, which is read only where it is asked for. */
public enum Rule {
    SYNTAX_ERROR("syntax/error", ERROR, "DL1000", "DL3043", "DL3061"),
    SYNTAX_CASING("syntax/casing", STYLE, "ConsistentInstructionCasing", "FromAsCasing"),
    SYNTAX_COPY_DESTINATION("syntax/copy-destination", ERROR, "DL3021"),
    SYNTAX_EMPTY_CONTINUATION("syntax/empty-continuation", WARNING, "NoEmptyContinuation"),
    SYNTAX_EXPOSE("syntax/expose", WARNING, "DL3011", "ExposeInvalidFormat", "ExposeProtoCasing"),
    SYNTAX_JSON("syntax/json", WARNING),
    SYNTAX_MAINTAINER("syntax/maintainer", INFO, "DL4000", "MaintainerDeprecated"),
    SYNTAX_OLD_ASSIGNMENT("syntax/old-assignment", STYLE, "LegacyKeyValueFormat"),
    SYNTAX_VARIABLE("syntax/variable", WARNING, "UndefinedVar", "DL3044"),
    BASE_TAG("base/tag", WARNING, "DL3006"),
    BASE_LATEST("base/latest", WARNING, "DL3007"),
    BASE_DIGEST("base/digest", INFO),
    BASE_ARGUMENT("base/argument", WARNING, "UndefinedArgInFrom", "InvalidDefaultArgInFrom"),
    BASE_PLATFORM("base/platform", WARNING, "DL3029", "FromPlatformFlagConstDisallowed", "RedundantTargetPlatform"),
    BASE_REGISTRY("base/registry", ERROR, "DL3026"),
    BASE_END_OF_LIFE("base/end-of-life", WARNING),
    BASE_DISTROLESS("base/distroless", INFO),
    STAGES_BUILD_TOOLS("stages/build-tools", WARNING),
    STAGES_SINGLE("stages/single", INFO),
    STAGES_UNUSED("stages/unused", INFO),
    STAGES_NAME("stages/name", WARNING, "DL3024", "DuplicateStageName", "ReservedStageName", "StageNameCasing"),
    STAGES_FROM("stages/from", ERROR, "DL3022", "DL3023"),
    USER_ROOT("user/root", WARNING, "DL3002"),
    USER_NAME("user/name", INFO),
    USER_SUDO("user/sudo", WARNING, "DL3004"),
    USER_WRITABLE("user/writable", INFO),
    SECRETS_VARIABLE("secrets/variable", WARNING, "SecretsUsedInArgOrEnv"),
    SECRETS_VALUE("secrets/value", ERROR),
    SECRETS_FILE("secrets/file", WARNING),
    SECRETS_TLS("secrets/tls", WARNING),
    DEPENDENCIES_ORDER("dependencies/order", WARNING),
    DEPENDENCIES_LOCK("dependencies/lock", WARNING),
    DEPENDENCIES_UNPINNED("dependencies/unpinned", WARNING, "DL3013", "DL3016", "DL3028", "DL3062"),
    DEPENDENCIES_DEVELOPMENT("dependencies/development", WARNING),
    DEPENDENCIES_CACHE("dependencies/cache", INFO, "DL3042", "DL3060"),
    PACKAGES_LISTS("packages/lists", INFO, "DL3009"),
    PACKAGES_RECOMMENDS("packages/recommends", INFO, "DL3015"),
    PACKAGES_UPDATE("packages/update", WARNING),
    PACKAGES_APT("packages/apt", STYLE, "DL3027"),
    PACKAGES_YES("packages/yes", WARNING, "DL3014", "DL3030", "DL3034", "DL3038"),
    PACKAGES_CACHE("packages/cache", INFO, "DL3019", "DL3032", "DL3036", "DL3040"),
    CONTEXT_IGNORE("context/ignore", WARNING),
    CONTEXT_PATTERN("context/pattern", ERROR),
    CONTEXT_UNWANTED("context/unwanted", WARNING),
    CONTEXT_COPY_IGNORED("context/copy-ignored", WARNING, "CopyIgnoredFile"),
    CONTEXT_COPY_MISSING("context/copy-missing", ERROR),
    CONTEXT_ADD("context/add", INFO, "DL3020"),
    CONTEXT_ADD_ADDRESS("context/add-address", WARNING),
    RUN_SHELL_FORM("run/shell-form", WARNING, "DL3025", "JSONArgsRecommended"),
    RUN_REPEATED("run/repeated", WARNING, "DL3012", "DL4003", "DL4004", "MultipleInstructionsDisallowed"),
    RUN_HEALTHCHECK("run/healthcheck", INFO, "DL3057"),
    RUN_WORKDIR("run/workdir", WARNING, "DL3000", "WorkdirRelativePath"),
    RUN_CD("run/cd", STYLE, "DL3003"),
    RUN_SOCKET("run/socket", ERROR),
    RUN_PIPE("run/pipe", WARNING, "DL4006"),
    RUN_REMOTE_SCRIPT("run/remote-script", WARNING),
    FILES_MODE("files/mode", WARNING),
    FILES_SETUID("files/setuid", WARNING),
    FILES_SHELL("files/shell", WARNING),
    FILES_PASSWORD("files/password", ERROR),
    SIZE_REMOVED_LATER("size/removed-later", INFO),
    SIZE_OWNER("size/owner", INFO),
    SIZE_RECLAIMABLE("size/reclaimable", INFO),
    SIZE_BUDGET("size/budget", ERROR),
    LABELS_MISSING("labels/missing", STYLE),
    LABELS_VALUE("labels/value", INFO, "DL3048", "DL3050", "DL3052", "DL3053");

    private final String id;
    private final Severity severity;
    private final List<String> others;

    Rule(String id, Severity severity, String... others) {
        this.id = id;
        this.severity = severity;
        this.others = List.of(others);
    }

    /** {@code base/latest}. */
    public String id() {
        return id;
    }

    public Severity severity() {
        return severity;
    }

    /** What hadolint and BuildKit call it. */
    public List<String> others() {
        return others;
    }

    /** The part before the slash: {@code base}. */
    public String group() {
        return id.substring(0, id.indexOf('/'));
    }

    public static Optional<Rule> of(String id) {
        for (Rule rule : values()) {
            if (rule.id.equals(id)) {
                return Optional.of(rule);
            }
        }
        return Optional.empty();
    }

    /** Whether a name in an ignore comment means this rule: its id, its group, or another tool's name of it, in any case. */
    public boolean isMeantBy(String name) {
        return id.equalsIgnoreCase(name)
                || group().equalsIgnoreCase(name)
                || others.stream().anyMatch(other -> other.equalsIgnoreCase(name));
    }
}
