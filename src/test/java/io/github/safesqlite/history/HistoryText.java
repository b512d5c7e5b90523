// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads a history that was written by hand. A line is a transaction: name, begin, end, operations, outcome. Operations are
 * {@code r1=a,b} (key 1 was read as a,b), {@code r1=} (it had no row), {@code w1=c} (its text ends with c now), {@code d1=a,b}
 * (its row was deleted with that text), {@code i1=c} (a write had begun), {@code open1-3} (a query of a range had begun),
 * {@code savepoint} and {@code undo}. The last line is the log of changes: {@code log}
 * and what each change made of a key, {@code 1=a,b}, or which text went away with its row, {@code 1-a,b}.
 */
final class HistoryText {
    private HistoryText() {}

    static History read(String text) {
        List<Recorded> transactions = new ArrayList<>();
        List<History.Change> log = new ArrayList<>();
        for (String line : text.lines().toList()) {
            List<String> words = Arrays.asList(line.trim().split(" +"));
            if (words.get(0).equals("log")) {
                words.subList(1, words.size()).forEach(word -> log.add(change(word)));
            } else {
                transactions.add(transaction(words, null));
            }
        }
        return new History(transactions, log);
    }

    /** Reads one transaction, which ended with that failure. */
    static Recorded transaction(String line, @Nullable Exception failure) {
        return transaction(Arrays.asList(line.split(" +")), failure);
    }

    private static Recorded transaction(List<String> words, @Nullable Exception failure) {
        int last = words.size() - 1;
        return new Recorded(
                words.get(0),
                Long.parseLong(words.get(1)),
                Long.parseLong(words.get(2)),
                words.subList(3, last).stream().map(HistoryText::operation).toList(),
                Outcome.valueOf(words.get(last).toUpperCase(Locale.ROOT)),
                failure);
    }

    private static Operation operation(String word) {
        if (word.equals("savepoint")) {
            return new Operation.Savepoint();
        }
        if (word.equals("undo")) {
            return new Operation.RollbackTo();
        }
        if (word.startsWith("open")) {
            String[] ends = word.substring("open".length()).split("-");
            return new Operation.OpenRange(Integer.parseInt(ends[0]), Integer.parseInt(ends[1]));
        }
        int sign = word.indexOf('=');
        int key = Integer.parseInt(word.substring(1, sign));
        String text = word.substring(sign + 1);
        return switch (word.charAt(0)) {
            case 'r' -> new Operation.Read(key, text.isEmpty() ? null : text);
            case 'w' -> new Operation.Write(key, text);
            case 'i' -> new Operation.Intended(key, text);
            case 'd' -> new Operation.Delete(key, text);
            default -> throw new IllegalArgumentException(word);
        };
    }

    private static History.Change change(String word) {
        int sign = word.contains("=") ? word.indexOf('=') : word.indexOf('-');
        int key = Integer.parseInt(word.substring(0, sign));
        String text = word.substring(sign + 1);
        return word.contains("=") ? new History.Change(key, text, null) : new History.Change(key, null, text);
    }
}
