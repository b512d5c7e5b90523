// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SqlClassifierTest {
    @Test
    void sameTextGivesTheSameAnswer() {
        SqlClassifier classifier = new SqlClassifier(10);
        SqlScript first = classifier.classify("SELECT 1");
        assertSame(first, classifier.classify(new String("SELECT 1")));
        assertEquals("SELECT 1", first.text());
    }

    @Test
    void remembersNoMoreThanItsSize() {
        SqlClassifier classifier = new SqlClassifier(10);
        for (int i = 0; i < 1000; i++) {
            classifier.classify("SELECT " + i);
            assertTrue(classifier.size() <= 10, "" + classifier.size());
        }
    }

    @Test
    void textInUseStaysWhileOthersGo() {
        SqlClassifier classifier = new SqlClassifier(10);
        SqlScript used = classifier.classify("SELECT 'used'");
        SqlScript unused = classifier.classify("SELECT 'unused'");
        for (int i = 0; i < 1000; i++) {
            classifier.classify("SELECT " + i);
            assertSame(used, classifier.classify("SELECT 'used'"));
        }
        assertNotSame(unused, classifier.classify("SELECT 'unused'"));
    }

    @Test
    void textThatLeavesNoRoomForOthersIsNotRemembered() {
        SqlClassifier classifier = new SqlClassifier(10);
        classifier.classify("SELECT '" + "x".repeat(600_000) + "'");
        assertEquals(0, classifier.size());
        classifier.classify("SELECT '" + "x".repeat(500_000) + "'");
        assertEquals(1, classifier.size());
    }

    @Test
    void manyThreadsGetTheRightAnswers() {
        SqlClassifier classifier = new SqlClassifier(8);
        IntStream.range(0, 100_000).parallel().forEach(i -> {
            String text = (i % 2 == 0 ? "SELECT " : "DELETE FROM t WHERE a = ") + i % 50;
            SqlScript script = classifier.classify(text);
            assertEquals(text, script.text());
            assertEquals(i % 2 != 0, script.needsGate());
        });
        assertTrue(classifier.size() <= 8);
    }

    @Test
    void longTextsAreForgottenBeforeTheyFillTheHeap() {
        var classifier = new SqlClassifier(100_000);
        for (int i = 0; i < 1000; i++) {
            classifier.classify("SELECT '" + "x".repeat(16_000) + "', " + i);
        }
        assertTrue(classifier.size() <= 262, "" + classifier.size());
    }

    @Test
    void aTextToRunIsRememberedWhenItComesAgain() {
        var classifier = new SqlClassifier(100);
        SqlScript first = classifier.classifyToRun("DELETE FROM t WHERE a = 1");
        assertEquals(0, classifier.size());
        SqlScript second = classifier.classifyToRun("DELETE FROM t WHERE a = 1");
        assertEquals(1, classifier.size());
        assertNotSame(first, second);
        assertSame(second, classifier.classifyToRun("DELETE FROM t WHERE a = 1"));
        assertSame(second, classifier.classify("DELETE FROM t WHERE a = 1"));
    }
}
