package dev.drydock.report;

import dev.drydock.inspect.ImageContents;
import dev.drydock.inspect.ImageFile.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Images that are told about together: the variants of one app, or all that were taken as they are.
 *
 * @param name the app's; empty for those taken as they are
 * @param numbers of its images, from 0, in the order in which they were given
 * @param observations what their figures show, as plain sentences with names from outside in them
 */
record ComparedGroup(String name, List<Integer> numbers, List<String> observations) {
    ComparedGroup {
        numbers = List.copyOf(numbers);
        observations = List.copyOf(observations);
    }

    /** In the order of their first images. */
    static List<ComparedGroup> of(List<Compared> all) {
        Map<String, List<Integer>> byApp = new LinkedHashMap<>();
        for (int i = 0; i < all.size(); i++) {
            byApp.computeIfAbsent(app(all.get(i)), name -> new ArrayList<>()).add(i);
        }
        return byApp.entrySet().stream()
                .map(each -> new ComparedGroup(
                        each.getKey(),
                        each.getValue(),
                        observations(each.getValue().stream().map(all::get).toList())))
                .toList();
    }

    /** The label of a variant ends in its name. */
    static String app(Compared compared) {
        String ending = " " + compared.variant();
        return !compared.variant().isEmpty() && compared.label().endsWith(ending)
                ? compared.label().substring(0, compared.label().length() - ending.length())
                : "";
    }

    static List<String> observations(List<Compared> images) {
        if (images.size() < 2) {
            return List.of();
        }
        Compared small = images.stream()
                .min(Comparator.comparingLong(each -> each.image().sizes().unpacked()))
                .orElseThrow();
        List<String> all = new ArrayList<>();
        for (Compared large : images) {
            if (large != small) {
                size(all, small, large);
            }
        }
        Compared least = images.stream()
                .filter(each -> ComparisonReport.isCompressed(each.image()))
                .min(Comparator.comparingLong(each -> each.image().sizes().transfer()))
                .orElse(small);
        if (least != small) {
            all.add(least.label() + " is the least to pull: "
                    + Quantities.size(least.image().sizes().transfer()) + ".");
        }
        for (Compared each : images) {
            surface(all, each);
        }
        answers(all, images);
        return all;
    }

    private static void size(List<String> all, Compared small, Compared large) {
        ImageContents one = small.image();
        ImageContents other = large.image();
        long less = other.sizes().unpacked() - one.sizes().unpacked();
        if (less == 0) {
            all.add(small.label() + " and " + large.label() + " are of the same size unpacked.");
            return;
        }
        all.add(String.format(
                Locale.ROOT,
                "%s is %s smaller than %s, %s of it: %s, %s and %s instead of %s, %s and %s.",
                small.label(),
                Quantities.size(less),
                large.label(),
                Quantities.share((double) one.sizes().unpacked() / other.sizes().unpacked()),
                Quantities.size(one.sizes().unpacked()),
                Quantities.counted(one.packages().size(), "package"),
                Quantities.counted(one.tree().count(Kind.FILE), "file"),
                Quantities.size(other.sizes().unpacked()),
                Quantities.counted(other.packages().size(), "package"),
                Quantities.counted(other.tree().count(Kind.FILE), "file")));
    }

    private static void surface(List<String> all, Compared each) {
        ImageContents image = each.image();
        List<String> found = new ArrayList<>();
        if (!image.surface().shells().isEmpty()) {
            found.add("shells (" + ComparisonReport.names(image.surface().shells()) + ")");
        }
        if (!image.surface().packageManagers().isEmpty()) {
            found.add("package managers ("
                    + ComparisonReport.names(image.surface().packageManagers()) + ")");
        }
        if (!image.surface().setuid().isEmpty()) {
            found.add(Quantities.counted(image.surface().setuid().size(), "setuid or setgid file"));
        }
        all.add(
                found.isEmpty()
                        ? each.label() + " has no shell, no package manager and no setuid file."
                        : each.label() + " has " + String.join(", ", found) + " for whoever breaks in.");
    }

    private static void answers(List<String> all, List<Compared> images) {
        for (Compared each : images) {
            if (each.firstAnswer().orElse(null) instanceof Compared.Answer.After after) {
                all.add(String.format(
                        Locale.ROOT,
                        "%s answered %.2f s after its start, the median of %s.",
                        each.label(),
                        after.seconds(),
                        Quantities.counted(after.rounds(), "round")));
            }
        }
    }
}
