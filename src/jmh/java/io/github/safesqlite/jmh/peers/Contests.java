// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.jmh.peers;

import io.github.safesqlite.jmh.TemporaryFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** All contenders of one workload: each in a process and on a file of its own, so that none is compiled for what others do. */
final class Contests implements AutoCloseable {
    private final Map<Contender, ContestProcess> processes = new EnumMap<>(Contender.class);

    private Contests() {}

    /** Starts those that take part. */
    static Contests start(List<Contender> contenders, Workload workload, TemporaryFolder folder) throws Exception {
        Contests started = new Contests();
        try {
            for (Contender contender : contenders) {
                if (contender.takesPart(workload)) {
                    Path file = folder.file(contender + ".db");
                    Contest.create(contender, workload, file);
                    started.processes.put(contender, new ContestProcess(contender, workload, file));
                }
            }
            return started;
        } catch (Exception failed) {
            started.close();
            throw failed;
        }
    }

    /** Lets each run once in each round, beginning with another one each time; the medians of the rounds that count. */
    Map<Contender, Score> run(int threads, long millis, int warmupRounds, int rounds) throws IOException {
        List<Map.Entry<Contender, ContestProcess>> contenders = List.copyOf(processes.entrySet());
        Map<Contender, List<Score>> scores = new EnumMap<>(Contender.class);
        for (int round = 0; round < warmupRounds + rounds; round++) {
            for (int i = 0; i < contenders.size(); i++) {
                Map.Entry<Contender, ContestProcess> turn = contenders.get((i + round) % contenders.size());
                turn.getValue().order(threads, millis);
                Score score = turn.getValue().answer();
                if (round >= warmupRounds) {
                    scores.computeIfAbsent(turn.getKey(), contender -> new ArrayList<>())
                            .add(score);
                }
            }
        }
        Map<Contender, Score> medians = new EnumMap<>(Contender.class);
        scores.forEach((contender, all) -> medians.put(contender, Score.median(all)));
        return medians;
    }

    @Override
    public void close() throws IOException {
        for (ContestProcess process : processes.values()) {
            process.close();
        }
    }
}
