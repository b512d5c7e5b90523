// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The series that a query of Prometheus selects: names, and labels that have to be equal. */
final class PromQuery {
    private static final Pattern GROUPING =
            Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");
    private static final Pattern SELECTOR =
            Pattern.compile("([a-zA-Z_][\\w$]*)\\s*(?:\\{([^}]*)})?(?:\\[[^]]*])?(\\s*\\()?");
    private static final Pattern NUMBER = Pattern.compile("(?<![\\w$\".])\\d+(?:\\.\\d+)?[smhdw]?\\b");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(=~|!=|!~|=)\\s*\"([^\"]*)\"");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "offset", "bool", "by", "without");

    private PromQuery() {}

    /** Labels that a user chooses in the dashboard, such as {@code pool=~"$pool"}, only have to exist. */
    record Selector(String name, Map<String, String> labels) {
        boolean selects(ScrapedSeries.Series series) {
            return series.name().equals(name)
                    && labels.entrySet().stream().allMatch(label -> matches(label, series.labels()));
        }

        private static boolean matches(Map.Entry<String, String> wanted, Map<String, String> labels) {
            String value = labels.get(wanted.getKey());
            return value != null && (wanted.getValue().isEmpty() || value.equals(wanted.getValue()));
        }
    }

    static List<Selector> selectors(String query) {
        requireBalanced(query);
        String rest = NUMBER.matcher(GROUPING.matcher(query).replaceAll(" ")).replaceAll(" ");
        List<Selector> selectors = new ArrayList<>();
        for (Matcher found = SELECTOR.matcher(rest); found.find(); ) {
            boolean function = found.group(3) != null && found.group(2) == null;
            if (!function && !WORDS.contains(found.group(1))) {
                selectors.add(new Selector(found.group(1), labels(found.group(2))));
            }
        }
        return selectors;
    }

    private static Map<String, String> labels(String matchers) {
        Map<String, String> labels = new LinkedHashMap<>();
        if (matchers != null) {
            for (Matcher found = MATCHER.matcher(matchers); found.find(); ) {
                boolean equal = found.group(2).equals("=") && !found.group(3).contains("$");
                labels.put(found.group(1), equal ? found.group(3) : "");
            }
            // Prometheus adds these two itself.
            labels.remove("instance");
            labels.remove("job");
        }
        return labels;
    }

    private static void requireBalanced(String query) {
        var open = new StringBuilder();
        for (char c : query.replaceAll("\"[^\"]*\"", "").toCharArray()) {
            if ("([{".indexOf(c) >= 0) {
                open.append(c);
            } else if (")]}".indexOf(c) >= 0) {
                int last = open.length() - 1;
                if (last < 0 || "([{".indexOf(open.charAt(last)) != ")]}".indexOf(c)) {
                    throw new AssertionError("brackets do not match: " + query);
                }
                open.setLength(last);
            }
        }
        if (!open.isEmpty()) {
            throw new AssertionError("a bracket is not closed: " + query);
        }
    }
}
