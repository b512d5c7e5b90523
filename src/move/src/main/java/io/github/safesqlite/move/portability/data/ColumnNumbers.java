// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.portability.data;

import io.github.safesqlite.move.type.InvalidText;
import java.util.Map;
import java.util.TreeMap;

/** Counts the values of one column and keeps their ranges. Not safe for use by multiple threads. */
final class ColumnNumbers {
    private long nulls;
    private long integers;
    private long reals;
    private long texts;
    private long blobs;
    private long smallestInteger = Long.MAX_VALUE;
    private long largestInteger = Long.MIN_VALUE;
    private double smallestReal = Double.POSITIVE_INFINITY;
    private double largestReal = Double.NEGATIVE_INFINITY;
    private int longestText;

    void add(Object value) {
        if (value == null) {
            nulls++;
        } else if (value instanceof Long number) {
            integers++;
            smallestInteger = Math.min(smallestInteger, number);
            largestInteger = Math.max(largestInteger, number);
        } else if (value instanceof Double number) {
            reals++;
            smallestReal = Math.min(smallestReal, number);
            largestReal = Math.max(largestReal, number);
        } else if (value instanceof String text) {
            texts++;
            longestText = Math.max(longestText, text.codePointCount(0, text.length()));
        } else if (value instanceof InvalidText) {
            texts++;
        } else {
            blobs++;
        }
    }

    Map<String, Long> storage() {
        Map<String, Long> counts = new TreeMap<>();
        counts.put("null", nulls);
        counts.put("integer", integers);
        counts.put("real", reals);
        counts.put("text", texts);
        counts.put("blob", blobs);
        counts.values().removeIf(count -> count == 0);
        return counts;
    }

    Map<String, String> ranges() {
        Map<String, String> ranges = new TreeMap<>();
        if (integers > 0) {
            ranges.put("integer", smallestInteger + " to " + largestInteger);
        }
        if (reals > 0) {
            ranges.put("real", smallestReal + " to " + largestReal);
        }
        if (longestText > 0) {
            ranges.put("text", "up to " + longestText + " characters");
        }
        return ranges;
    }
}
