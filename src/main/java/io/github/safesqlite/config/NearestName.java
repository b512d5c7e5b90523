// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

import java.util.Collection;
import java.util.Locale;

/** Finds the name that someone most likely meant. */
final class NearestName {
    private NearestName() {}

    /** {@code  (did you mean "x"?)} for the nearest of {@code names}, or nothing if none is near. */
    static String suggestion(String typed, Collection<String> names) {
        String nearest = "";
        int least = Math.max(2, typed.length() / 3) + 1;
        for (String name : names) {
            int distance = distance(plain(typed), plain(name));
            if (distance < least) {
                least = distance;
                nearest = name;
            }
        }
        return nearest.isEmpty() ? "" : " (did you mean \"" + nearest + "\"?)";
    }

    /** Whether {@code typed} is one of {@code names} with a slip or two. */
    static boolean isSlip(String typed, Collection<String> names) {
        String plain = plain(typed);
        int most = Math.min(2, plain.length() / 3);
        return names.stream().anyMatch(name -> distance(plain, plain(name)) <= most);
    }

    // write_timeout, write-timeout and WRITETIMEOUT are all writeTimeout, misspelled.
    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[_.-]", "");
    }

    /** Insertions, deletions, replacements and swaps of neighbours that turn one into the other. */
    static int distance(String from, String to) {
        int[][] cost = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(cost, from, to, i, j);
            }
        }
        return cost[from.length()][to.length()];
    }

    private static int cheapest(int[][] cost, String from, String to, int i, int j) {
        int replaced = cost[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        int least = Math.min(replaced, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        boolean swapped =
                i > 1 && j > 1 && from.charAt(i - 1) == to.charAt(j - 2) && from.charAt(i - 2) == to.charAt(j - 1);
        return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
    }
}
