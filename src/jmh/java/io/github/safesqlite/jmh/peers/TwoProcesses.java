// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.jmh.peers;

import io.github.safesqlite.jmh.TemporaryFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Runs two processes on one file at a time, each with half of the threads, with every contender by turns; then the same once
 * more, but one of the processes is killed in the middle.
 *
 * <p>System properties: {@code rounds} (5), {@code warmup} (5), {@code millis} of a run (1,000), {@code threads} (100), {@code contenders} ({@code
 * RAW,SAFE,SAFE_PROCESS_GATE,HIKARI_IMMEDIATE}). {@code RAW} is one process with one thread.
 */
public final class TwoProcesses {
    private static final int ROUNDS = Integer.getInteger("rounds", 5);
    private static final int WARMUP = Integer.getInteger("warmup", 5);
    private static final long MILLIS = Long.getLong("millis", 1_000);
    private static final int THREADS = Integer.getInteger("threads", 100);
    private static final Workload WORKLOAD = Workload.READ_THEN_WRITE;
    private static final Contender[] CONTENDERS = {
        Contender.RAW, Contender.SAFE, Contender.SAFE_PROCESS_GATE, Contender.HIKARI_IMMEDIATE
    };

    private TwoProcesses() {}

    /** Runs all. */
    public static void main(String[] arguments) throws Exception {
        Map<Contender, List<ContestProcess>> processes = new EnumMap<>(Contender.class);
        Map<Contender, List<Pair>> pairs = new EnumMap<>(Contender.class);
        Map<Contender, List<Score>> survivors = new EnumMap<>(Contender.class);
        try (TemporaryFolder folder = new TemporaryFolder()) {
            try {
                for (Contender contender : AllPeers.chosen("contenders", CONTENDERS)) {
                    processes.put(contender, start(contender, folder.file(contender + ".db")));
                }
                for (int round = 0; round < WARMUP + ROUNDS; round++) {
                    for (Map.Entry<Contender, List<ContestProcess>> each : processes.entrySet()) {
                        Pair pair = run(each.getValue());
                        if (round >= WARMUP) {
                            pairs.computeIfAbsent(each.getKey(), contender -> new ArrayList<>())
                                    .add(pair);
                        }
                    }
                }
                for (Map.Entry<Contender, List<ContestProcess>> each : processes.entrySet()) {
                    if (!each.getKey().isBare()) {
                        survivors.put(each.getKey(), survive(each.getKey(), each.getValue(), folder));
                    }
                }
            } finally {
                for (List<ContestProcess> both : processes.values()) {
                    for (ContestProcess process : both) {
                        process.close();
                    }
                }
            }
        }
        print(pairs);
        printSurvivors(survivors);
    }

    private static List<ContestProcess> start(Contender contender, Path file) throws Exception {
        Contest.create(contender, WORKLOAD, file);
        List<ContestProcess> started = new ArrayList<>();
        for (int i = 0; i < (contender.isBare() ? 1 : 2); i++) {
            started.add(new ContestProcess(contender, WORKLOAD, file));
        }
        return started;
    }

    private static Pair run(List<ContestProcess> processes) throws Exception {
        for (ContestProcess process : processes) {
            process.order(THREADS / 2, MILLIS);
        }
        List<Score> scores = new ArrayList<>();
        for (ContestProcess process : processes) {
            scores.add(process.answer());
        }
        return new Pair(scores);
    }

    /** What the first process comes to while the second one is killed, and a new one takes its place. */
    private static List<Score> survive(Contender contender, List<ContestProcess> both, TemporaryFolder folder)
            throws Exception {
        List<Score> scores = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            ContestProcess first = both.get(0);
            ContestProcess second = both.get(1);
            first.order(THREADS / 2, MILLIS);
            second.order(THREADS / 2, MILLIS);
            Thread.sleep(MILLIS / 2);
            second.kill();
            scores.add(first.answer());
            both.set(1, new ContestProcess(contender, WORKLOAD, folder.file(contender + ".db")));
        }
        return scores;
    }

    private static void printSurvivors(Map<Contender, List<Score>> survivors) {
        System.out.printf("%n### The same, one is killed%n%n| contender | longest ms of the other |%n| --- | --- |%n");
        survivors.forEach((contender, scores) -> System.out.printf(
                Locale.ROOT,
                "| %s | %.1f |%n",
                contender,
                scores.stream().mapToDouble(Score::longestMicros).max().orElse(0) / 1e3));
    }

    private static void print(Map<Contender, List<Pair>> pairs) {
        System.out.printf(
                "%n### %s, two processes of %d threads%n%n"
                        + "| contender | per second | of RAW | slower/faster process | longest ms | failed %% |%n"
                        + "| --- | --- | --- | --- | --- | --- |%n",
                WORKLOAD, THREADS / 2);
        List<Pair> bare = pairs.get(Contender.RAW);
        pairs.forEach((contender, all) -> System.out.printf(
                Locale.ROOT,
                "| %s | %,.0f | %s | %.2f | %.1f | %.2f |%n",
                contender,
                Score.median(all, Pair::perSecond),
                bare == null
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                "%.2f",
                                Score.median(all, Pair::perSecond) / Score.median(bare, Pair::perSecond)),
                Score.median(all, Pair::evenness),
                all.stream().mapToDouble(Pair::longestMicros).max().orElse(0) / 1e3,
                100 * Score.median(all, Pair::failed)));
    }

    /** What the processes of one round came to. */
    private record Pair(List<Score> scores) {
        double perSecond() {
            return scores.stream().mapToDouble(Score::perSecond).sum();
        }

        double evenness() {
            double slower = scores.stream().mapToDouble(Score::perSecond).min().orElse(0);
            double faster = scores.stream().mapToDouble(Score::perSecond).max().orElse(0);
            return faster == 0 ? 0 : slower / faster;
        }

        double longestMicros() {
            return scores.stream().mapToDouble(Score::longestMicros).max().orElse(0);
        }

        double failed() {
            return scores.stream().mapToDouble(Score::failed).max().orElse(0);
        }
    }
}
