// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.differential.StatementDifference.Compared;
import io.github.safesqlite.differential.StatementOutcome.Part;
import io.github.safesqlite.testing.WayIn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every statement through every call in every mode answers as on the driver. {@code -Dtable.text=PART} looks only at the
 * texts that contain that part.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StatementTableTest {
    private static final int THREADS = 2;
    private static final int FEWEST_TEXTS = 220;
    private static final double LARGEST_EXCUSED_SHARE = 0.03;
    private static final int SHOWN_PER_GROUP = 3;
    private static final String CHOSEN = System.getProperty("table.text", "");

    private final List<Compared> differing = new ArrayList<>();
    private final List<Line> lines = Stream.of(StatementTexts.values())
            .flatMap(family -> family.texts().stream().map(text -> new Line(family, text)))
            .filter(line -> line.text().contains(CHOSEN))
            .toList();
    private int cells;

    /** A text with its family. */
    private record Line(StatementTexts family, String text) {}

    @BeforeAll
    void fillTheTable(@TempDir Path folder) throws Exception {
        AtomicInteger next = new AtomicInteger();
        ExecutorService workers = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Integer>> parts = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                Path own = Files.createDirectory(folder.resolve("worker" + i));
                parts.add(workers.submit(() -> fill(own, next)));
            }
            for (Future<Integer> part : parts) {
                cells += part.get();
            }
        } finally {
            workers.shutdownNow();
        }
    }

    private int fill(Path folder, AtomicInteger next) throws Exception {
        Path ofOurs = Files.createDirectory(folder.resolve("ours"));
        Path ofDriver = Files.createDirectory(folder.resolve("driver"));
        int seen = 0;
        try (StatementTable ours = new StatementTable(WayIn.OWN_POOL, ofOurs, Map.of());
                StatementTable driver = new StatementTable(WayIn.PLAIN_DRIVER, ofDriver, ours.settings())) {
            for (int i = next.getAndIncrement(); i < lines.size(); i = next.getAndIncrement()) {
                for (StatementCell cell : cells(lines.get(i))) {
                    seen++;
                    compare(new Compared(cell, driver.observe(cell), ours.observe(cell)));
                }
            }
        }
        return seen;
    }

    private static List<StatementCell> cells(Line line) {
        List<StatementCell> cells = new ArrayList<>();
        for (StatementCall call : StatementCall.values()) {
            for (StatementCell.Mode mode : StatementCell.Mode.values()) {
                if (mode.isFor(call)) {
                    cells.add(new StatementCell(line.family(), line.text(), call, mode));
                }
            }
        }
        return cells;
    }

    private void compare(Compared compared) {
        if (!compared.parts().isEmpty()) {
            synchronized (differing) {
                differing.add(compared);
            }
        }
    }

    private static Set<StatementDifference> explaining(Compared compared, StatementDifference[] known) {
        Set<StatementDifference> found = new HashSet<>();
        for (StatementDifference candidate : known) {
            if (candidate.explains(compared) && candidate.parts().stream().anyMatch(compared.parts()::contains)) {
                found.add(candidate);
            }
        }
        return found;
    }

    private static Set<Part> unexplained(Compared compared, StatementDifference[]... known) {
        Set<Part> left = EnumSet.copyOf(compared.parts());
        for (StatementDifference[] some : known) {
            explaining(compared, some).forEach(difference -> left.removeAll(difference.parts()));
        }
        return left;
    }

    @Test
    void everyCellIsAsOnTheDriverOrHasANamedDifference() {
        Map<String, List<String>> groups = new TreeMap<>();
        for (Compared compared : differing) {
            Set<Part> left = unexplained(compared, StatementDifferences.values());
            if (!left.isEmpty()) {
                StatementCell cell = compared.cell();
                groups.computeIfAbsent(left + " " + cell.family() + " " + cell.call(), key -> new ArrayList<>())
                        .add(cell.mode() + ": " + cell.shownText() + "\n    driver " + compared.driver()
                                + "\n    ours   " + compared.ours());
            }
        }
        StringBuilder report = new StringBuilder();
        groups.forEach((group, entries) -> {
            report.append('\n')
                    .append(group)
                    .append(": ")
                    .append(entries.size())
                    .append(" cells");
            entries.stream()
                    .limit(SHOWN_PER_GROUP)
                    .forEach(entry -> report.append("\n  ").append(entry));
        });
        assertEquals("", report.toString());
    }

    @Test
    void everyNamedDifferenceIsSeen() {
        Set<StatementDifference> unseen = new HashSet<>(Arrays.asList(StatementDifferences.values()));
        for (Compared compared : differing) {
            unseen.removeAll(explaining(compared, StatementDifferences.values()));
        }
        assertTrue(unseen.isEmpty() || !CHOSEN.isEmpty(), () -> "never seen: " + unseen);
    }

    @Test
    void namedDifferencesExcuseFew() {
        Map<String, Integer> counts = new TreeMap<>();
        int excused = 0;
        for (Compared compared : differing) {
            Set<StatementDifference> by = explaining(compared, StatementDifferences.values());
            excused += by.isEmpty() ? 0 : 1;
            by.forEach(difference -> counts.merge(difference.name(), 1, Integer::sum));
        }
        String numbers = lines.size() + " texts, " + cells + " cells, " + excused + " excused: " + counts;
        System.out.println(numbers);
        assertTrue(lines.size() >= FEWEST_TEXTS || !CHOSEN.isEmpty(), numbers);
        assertTrue(excused <= LARGEST_EXCUSED_SHARE * cells || !CHOSEN.isEmpty(), numbers);
    }
}
