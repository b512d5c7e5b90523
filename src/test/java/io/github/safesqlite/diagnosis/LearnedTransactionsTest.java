// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.safesqlite.snapshot.DataSourceSnapshot;
import io.github.safesqlite.snapshot.GateSnapshot;
import io.github.safesqlite.snapshot.PoolSnapshot;
import io.github.safesqlite.snapshot.StatementCosts;
import io.github.safesqlite.snapshot.TransactionSnapshot;
import io.github.safesqlite.snapshot.TransactionSnapshot.Counts;
import io.github.safesqlite.snapshot.TransactionSnapshot.Expected;
import io.github.safesqlite.snapshot.TransactionSnapshot.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** How a snapshot shows what was learned of transactions. */
class LearnedTransactionsTest {
    private static final Counts COUNTS =
            new Counts(11, 12, 13, 14, 15, 16, Duration.ofMillis(17), Duration.ofMillis(18));

    private static DataSourceSnapshot snapshot(TransactionSnapshot transactions) {
        return new DataSourceSnapshot(
                Instant.EPOCH,
                "app",
                "app.db",
                DataSourceSnapshot.Kind.POOL,
                PoolSnapshot.ofConnections(0, 0, 0, 0, 0, 0, 0, false),
                new GateSnapshot(null, List.of()),
                Map.of(),
                null,
                List.of(),
                List.of(),
                transactions,
                StatementCosts.NONE,
                new DataSourceSnapshot.Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
                List.of(),
                "nothing to do");
    }

    private static TransactionSnapshot learned(int kinds) {
        List<Kind> busiest = new ArrayList<>();
        for (int i = 1; i <= kinds; i++) {
            busiest.add(new Kind("SELECT " + i, i == 1 ? "Orders.show" : null, Expected.READS, COUNTS));
        }
        return new TransactionSnapshot(kinds, COUNTS, Counts.NONE, busiest);
    }

    @Test
    void textHasARowForEachKind() {
        String text = snapshot(learned(2)).toString();
        assertTrue(
                text.contains("\ntransactions: 12 begun beside the writer, 13 in the write gate, 11 wrote, 14 gave way,"
                        + " 15 validated, 16 conflicts; they saved 17 ms of the gate, and reads held it for 18 ms;"
                        + " 2 kinds known\n"),
                text);
        assertTrue(
                text.matches("(?s).*\n    READS +12 +13 +11 +14 +15 +16 +17 +18 +Orders.show +SELECT 1"
                        + "\n    READS +12 +13 +11 +14 +15 +16 +17 +18 +- +SELECT 2\nso far.*"),
                text);
    }

    @Test
    void textShowsTwentyKindsAtMost() {
        assertFalse(snapshot(learned(20)).toString().contains("more"));
        String text = snapshot(learned(22)).toString();
        assertTrue(text.contains("SELECT 20\n    and 2 more\n"), text);
        assertFalse(text.contains("SELECT 21"), text);
    }

    @Test
    void textSaysNothingIfNothingWasLearned() {
        String text = snapshot(TransactionSnapshot.NONE).toString();
        assertFalse(text.contains("transactions:"), text);
    }

    @Test
    void jsonHasEachKindWithItsCounts() throws Exception {
        JsonNode transactions =
                new ObjectMapper().readTree(snapshot(learned(2)).toJson()).at("/transactions");
        assertEquals(2, transactions.at("/kinds").asInt());
        assertEquals(25, transactions.at("/total/transactions").asInt());
        assertEquals(0, transactions.at("/forgotten/transactions").asInt());
        JsonNode kind = transactions.at("/busiest/0");
        assertEquals("SELECT 1", kind.at("/statement").asText());
        assertEquals("Orders.show", kind.at("/name").asText());
        assertEquals("READS", kind.at("/expected").asText());
        assertEquals(
                "{\"transactions\":25,\"wrote\":11,\"begunReading\":12,\"begunInGate\":13,\"gaveWay\":14,\"validated\":15,"
                        + "\"conflicts\":16,\"gateMillisSaved\":17,\"gateMillisOfReads\":18}",
                kind.at("/counts").toString());
        assertTrue(transactions.at("/busiest/1/name").isNull());
    }

    @Test
    void documentListsEachNumber() throws IOException {
        String section = Files.readString(Path.of("docs/operations.md"))
                .split("## What is learned of transactions\n")[1]
                .split("\n## ")[0];
        TreeSet<String> documented = Pattern.compile("(?m)^\\| [^|]+ \\| ([^|]+) \\|")
                .matcher(section)
                .results()
                .flatMap(
                        row -> Pattern.compile("`(\\w+)`").matcher(row.group(1)).results())
                .map(name -> name.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        JsonNode kind =
                new ObjectMapper().readTree(snapshot(learned(1)).toJson()).at("/transactions/busiest/0");
        TreeSet<String> shown = new TreeSet<>();
        kind.fieldNames().forEachRemaining(shown::add);
        kind.at("/counts").fieldNames().forEachRemaining(shown::add);
        shown.removeAll(List.of("counts", "transactions"));
        assertEquals(shown, documented);
    }
}
