// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.report;

import io.github.safesqlite.sample.load.LoadResult;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether a variant kept its promise: no request failed, and the database holds what was acknowledged.
 *
 * @param problems what went wrong, empty if nothing did
 */
public record Verdict(List<String> problems) {
    /** The verdict on this row. */
    public static Verdict on(ReportRow row) {
        List<String> problems = new ArrayList<>();
        LoadResult result = row.result();
        if (result.failed() > 0) {
            problems.add(row.title() + ": " + result.failed() + " requests failed: " + result.failures());
        }
        if (result.answered() == 0) {
            problems.add(row.title() + ": no request was answered");
        }
        if (!row.invariant().holds()) {
            problems.add(row.title() + ": " + row.invariant().explain());
        }
        return new Verdict(problems);
    }

    /** Whether nothing went wrong. */
    public boolean passed() {
        return problems.isEmpty();
    }
}
