// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.jmh.peers;

import io.github.safesqlite.jmh.TemporaryFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Runs every workload with every contender, by turns, each in a process of its own, and prints a table of each.
 *
 * <p>System properties: {@code rounds} (5), {@code millis} of a run (1,000), {@code warmup} (5): how many rounds do not count before
 * those with the first number of threads; before the others it is one, {@code workloads} and {@code contenders} (all;
 * names with commas between), {@code docs} (false): whether the summary replaces the one in docs/benchmarks.md.
 */
public final class AllPeers {
    private static final int ROUNDS = Integer.getInteger("rounds", 5);
    private static final int WARMUP = Integer.getInteger("warmup", 5);
    private static final long MILLIS = Long.getLong("millis", 1_000);

    private AllPeers() {}

    /** Runs all. */
    public static void main(String[] arguments) throws Exception {
        List<Contender> contenders = chosen("contenders", Contender.values());
        Report report = new Report();
        Summary summary = new Summary();
        for (Workload workload : chosen("workloads", Workload.values())) {
            try (TemporaryFolder folder = new TemporaryFolder();
                    Contests contests = Contests.start(contenders, workload, folder)) {
                int warmup = WARMUP;
                for (int threads : workload.threads) {
                    Map<Contender, Score> scores = contests.run(threads, MILLIS, warmup, ROUNDS);
                    warmup = Math.min(warmup, 1);
                    report.add(workload, threads, scores);
                    summary.add(workload, threads, scores);
                }
            }
        }
        System.out.println();
        System.out.println(summary);
        if (Boolean.getBoolean("docs")) {
            summary.replaceIn(Path.of("docs", "benchmarks.md"));
        }
        report.write(Path.of("target", "jmh", "peers.json"));
    }

    /** All, or those that the property names. */
    static <E extends Enum<E>> List<E> chosen(String property, E[] all) {
        String names = System.getProperty(property, "");
        return names.isEmpty()
                ? List.of(all)
                : Stream.of(names.split(","))
                        .map(name -> Enum.valueOf(all[0].getDeclaringClass(), name))
                        .toList();
    }
}
