package dev.drydock.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/** What is never part of an app, whatever its .dockerignore says; only {@code include} brings it back. */
final class Defaults {
    /** As in .dockerignore. Names that an app may use for its own are only left out at the root. */
    static final List<String> PATTERNS = List.of(
            // version control
            "**/.git",
            "**/.hg",
            "**/.svn",
            "**/.gitignore",
            "**/.gitattributes",
            // how the image is made
            ".dockerignore",
            "*.dockerignore",
            "Dockerfile*",
            "*.Dockerfile",
            "drydock.lock",
            "drydock.toml",
            // secrets
            "**/.env",
            "**/.env.*",
            "**/.envrc",
            // what is made again in the image
            "**/__pycache__",
            "**/*.pyc",
            "**/node_modules",
            // editors and desktops
            "**/.DS_Store",
            "**/.idea",
            "**/.vscode",
            "**/*.swp",
            "**/*.swo",
            "**/*~",
            "**/.#*",
            "**/#*#",
            // tests and checkers
            "**/.pytest_cache",
            "**/.mypy_cache",
            "**/.ruff_cache",
            "**/.hypothesis",
            "**/.tox",
            "**/.nox",
            "**/.coverage",
            "**/.coverage.*",
            "**/htmlcov",
            "**/.nyc_output",
            // Drydock's own build directory
            ".drydock-build",
            // what killed builds left of files that were being written
            "**/.drydock*.tmp");

    static final IgnoreRules RULES = IgnoreRules.of("built in", PATTERNS);

    /** Files by which a directory tells what it is, whatever its name. */
    private static final List<String> COVERAGE_FILES =
            List.of("lcov.info", "lcov-report", "clover.xml", "coverage-final.json");

    private Defaults() {}

    /** Whether the directory is a virtual environment (PEP 405) or the report of a coverage tool. */
    static boolean leavesOut(Path directory) throws IOException {
        if (Files.exists(directory.resolve("pyvenv.cfg"), LinkOption.NOFOLLOW_LINKS)) {
            return true;
        }
        return directory.endsWith("coverage")
                && COVERAGE_FILES.stream()
                        .anyMatch(file -> Files.exists(directory.resolve(file), LinkOption.NOFOLLOW_LINKS));
    }
}
