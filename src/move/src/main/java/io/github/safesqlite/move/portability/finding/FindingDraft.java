// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.portability.finding;

import java.util.ArrayList;
import java.util.List;

/** A finding while it grows, in bounded memory however often it comes. Not safe for use by multiple threads. */
public final class FindingDraft {
    private static final int MOST_EXAMPLES = 20;
    private static final int LONGEST_EXAMPLE = 400;

    private final String id;
    private final String place;
    private final String difference;
    private final String fix;
    private final List<String> examples = new ArrayList<>();
    private long count;

    /** One without examples yet. */
    public FindingDraft(String id, String place, String difference, String fix) {
        this.id = id;
        this.place = place;
        this.difference = difference;
        this.fix = fix;
    }

    /** Whether another example would be kept. */
    public boolean wantsExample() {
        return examples.size() < MOST_EXAMPLES;
    }

    /** Counts one more, without an example. */
    public void add() {
        count++;
    }

    /** Counts one more, with this example if there is room for it. */
    public void add(String example) {
        add();
        if (wantsExample()) {
            boolean fits = example.length() <= LONGEST_EXAMPLE;
            examples.add(fits ? example : example.substring(0, LONGEST_EXAMPLE) + "…");
        }
    }

    /** As it is now. */
    public Finding finding() {
        return new Finding(id, place, difference, fix, count, examples);
    }
}
