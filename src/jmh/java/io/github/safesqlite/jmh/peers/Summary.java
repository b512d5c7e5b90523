// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.jmh.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One row for each workload: this library beside the fastest of the others that failed in less than 1 % of their units. */
final class Summary {
    private static final String BEGIN = "<!-- AllPeers: begin -->\n";
    private static final String END = "<!-- AllPeers: end -->\n";

    private final StringBuilder table =
            new StringBuilder("| workload | threads | this library, of RAW | best other, of RAW | which"
                    + " | longest ms: ours, its | Jain: ours, its |\n|---|---|---|---|---|---|---|\n");

    void add(Workload workload, int threads, Map<Contender, Score> scores) {
        Score raw = scores.get(Contender.RAW);
        Score ours = scores.get(Contender.SAFE);
        Optional<Map.Entry<Contender, Score>> other = scores.entrySet().stream()
                .filter(each -> isOther(each.getKey()) && each.getValue().failed() < 0.01)
                .max(Comparator.comparingDouble(each -> each.getValue().perSecond()));
        if (raw == null || ours == null || other.isEmpty()) {
            return;
        }
        Score best = other.get().getValue();
        table.append(String.format(
                Locale.ROOT,
                "| %s | %d | %.2f | %.2f | %s | %.1f, %.1f | %.3f, %.3f |%n",
                workload,
                threads,
                ours.perSecond() / raw.perSecond(),
                best.perSecond() / raw.perSecond(),
                other.get().getKey(),
                ours.longestMicros() / 1e3,
                best.longestMicros() / 1e3,
                ours.fairness(),
                best.fairness()));
    }

    private static boolean isOther(Contender contender) {
        return contender != Contender.RAW && !contender.name().startsWith("SAFE");
    }

    /** Puts it in the place of the one that the document has. */
    void replaceIn(Path document) throws IOException {
        String text = Files.readString(document);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IOException(document + " has no place for the table: " + BEGIN.strip() + " and " + END.strip());
        }
        Files.writeString(document, text.substring(0, begin + BEGIN.length()) + table + text.substring(end));
    }

    @Override
    public String toString() {
        return table.toString();
    }
}
