// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.jmh.peers;

import io.github.safesqlite.jmh.Isolated;
import io.github.safesqlite.jmh.TemporaryFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Runs every workload with every contender, by turns, and prints a table of each.
 *
 * <p>System properties: {@code rounds} (5), {@code millis} of a run (1,000), {@code workloads} and {@code contenders} (all;
 * names with commas between), {@code docs} (false): whether the summary replaces the one in docs/benchmarks.md.
 */
public final class AllPeers {
    private static final int ROUNDS = Integer.getInteger("rounds", 5);
    private static final long MILLIS = Long.getLong("millis", 1_000);

    private AllPeers() {}

    /** Runs all. */
    public static void main(String[] arguments) throws Exception {
        Report report = new Report();
        Summary summary = new Summary();
        for (Workload workload : chosen("workloads", Workload.values())) {
            for (int threads : workload.threads) {
                Map<Contender, Score> scores = run(workload, threads);
                report.add(workload, threads, scores);
                summary.add(workload, threads, scores);
            }
        }
        System.out.println();
        System.out.println(summary);
        if (Boolean.getBoolean("docs")) {
            summary.replaceIn(Path.of("docs", "benchmarks.md"));
        }
        report.write(Path.of("target", "jmh", "peers.json"));
    }

    private static <E extends Enum<E>> List<E> chosen(String property, E[] all) {
        String names = System.getProperty(property, "");
        return names.isEmpty()
                ? List.of(all)
                : Stream.of(all)
                        .filter(each -> List.of(names.split(",")).contains(each.name()))
                        .toList();
    }

    /** A round more than is counted, for the compiler; each contender has files and classes of its own. */
    private static Map<Contender, Score> run(Workload workload, int threads) throws Exception {
        List<Contender> contenders = chosen("contenders", Contender.values());
        Map<Contender, List<Score>> scores = new EnumMap<>(Contender.class);
        List<Isolated> contests = new ArrayList<>();
        try (TemporaryFolder folder = new TemporaryFolder()) {
            try {
                for (Contender contender : contenders) {
                    contests.add(Isolated.of(
                            Contest.class, contender.name(), workload.name(), folder.file(contender + ".db")));
                }
                for (int round = 0; round <= ROUNDS; round++) {
                    for (int i = 0; i < contests.size(); i++) {
                        int turn = (i + round) % contests.size();
                        Score score = Contest.run(contests.get(turn), threads, MILLIS);
                        if (round > 0) {
                            scores.computeIfAbsent(contenders.get(turn), contender -> new ArrayList<>())
                                    .add(score);
                        }
                    }
                }
            } finally {
                for (Isolated contest : contests) {
                    contest.close();
                }
            }
        }
        Map<Contender, Score> medians = new EnumMap<>(Contender.class);
        scores.forEach((contender, all) -> medians.put(contender, Score.median(all)));
        return medians;
    }
}
