// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.history;

import io.github.safesqlite.history.Operation.Intended;
import io.github.safesqlite.history.Operation.Read;
import io.github.safesqlite.history.Operation.Write;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What became of the transactions whose end nobody has seen, as their process was killed. If the log of changes has a mark of
 * one, it has committed, and all of it has to be there; otherwise nothing of it may be.
 */
final class Fates {
    private final Set<Operation> stored = new HashSet<>();
    private final Set<Operation> claimed = new HashSet<>();
    private final List<Recorded> decided = new ArrayList<>();

    private Fates(List<History.Change> log) {
        log.forEach(change -> stored.add(change.write()));
    }

    /** The history with all that the log can tell about them. */
    static History decided(Collection<Recorded> transactions, List<History.Change> log) {
        Fates fates = new Fates(log);
        List<Recorded> open = new ArrayList<>();
        for (Recorded transaction : transactions) {
            if (transaction.end() == Clients.NEVER) {
                open.add(fates.withoutIntentions(transaction));
            } else {
                fates.decide(transaction, transaction.outcome(), transaction.operations());
            }
        }
        open.sort(Comparator.comparing((Recorded one) -> marks(one).isEmpty()).thenComparing(Recorded::begin));
        open.forEach(fates::decide);
        return new History(fates.decided, log);
    }

    private void decide(Recorded transaction, Outcome outcome, List<Operation> operations) {
        if (outcome == Outcome.COMMITTED) {
            claimed.addAll(new Effects(transaction).kept);
        }
        decided.add(new Recorded(
                transaction.name(),
                transaction.begin(),
                transaction.end(),
                operations,
                outcome,
                transaction.failure()));
    }

    private void decide(Recorded open) {
        Set<Operation> kept = new Effects(open).kept;
        Set<Operation> marks = marks(open);
        if (!marks.isEmpty()) {
            boolean isThere = marks.stream().anyMatch(stored::contains);
            decide(open, isThere ? Outcome.COMMITTED : Outcome.FAILED, open.operations());
        } else if (!kept.isEmpty() && kept.stream().allMatch(one -> stored.contains(one) && !claimed.contains(one))) {
            // Another one that was killed may have done the same, after it had read something else.
            decide(open, Outcome.COMMITTED, writesOf(open));
        } else {
            decide(open, Outcome.FAILED, open.operations());
        }
    }

    /** If one of several writes in one statement is there, the others found no row. */
    private Recorded withoutIntentions(Recorded open) {
        boolean isThere = open.operations().stream()
                .anyMatch(one -> one instanceof Intended intended && stored.contains(intended.write()));
        List<Operation> operations = new ArrayList<>();
        for (Operation operation : open.operations()) {
            if (!(operation instanceof Intended intended)) {
                operations.add(operation);
            } else if (isThere) {
                Write write = intended.write();
                operations.add(stored.contains(write) ? write : new Read(intended.key(), null));
            }
        }
        return new Recorded(open.name(), open.begin(), open.end(), operations, open.outcome(), open.failure());
    }

    /** What only this transaction can have written. Others may write the same number, or delete the same row. */
    private static Set<Operation> marks(Recorded transaction) {
        Set<Operation> marks = new HashSet<>(new Effects(transaction).kept);
        marks.removeIf(one -> !(one instanceof Write write) || write.key() == Store.COUNTER);
        return marks;
    }

    private static List<Operation> writesOf(Recorded transaction) {
        return transaction.operations().stream()
                .filter(one -> !(one instanceof Read))
                .toList();
    }
}
