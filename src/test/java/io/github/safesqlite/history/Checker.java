// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.history;

import io.github.safesqlite.history.Anomaly.Type;
import io.github.safesqlite.history.Graph.Edge;
import io.github.safesqlite.history.Graph.Kind;
import io.github.safesqlite.history.Versions.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Whether the transactions of a history could have run one after the other, each between its begin and its end. Those that did
 * not commit count as far as they read: they too have to see one snapshot.
 *
 * <p>The graph of dependencies is that of Adya, Weak Consistency (1999); the log of changes gives the order of versions.
 */
final class Checker {
    private final List<Recorded> transactions;
    private final List<Effects> effects;
    private final Writers writers;
    private final List<Anomaly> anomalies = new ArrayList<>();

    private Checker(History history) {
        transactions = history.transactions();
        effects = transactions.stream().map(Effects::new).toList();
        writers = new Writers(transactions, effects, history.log());
    }

    /** What is wrong with the history; the worst first, an empty list if nothing is. */
    static List<Anomaly> check(History history) {
        Checker checker = new Checker(history);
        for (int i = 0; i < checker.transactions.size(); i++) {
            for (Operation.Read blind : checker.effects.get(i).blind) {
                checker.found(Type.OWN_WRITE_UNSEEN, blind + " in " + checker.transactions.get(i));
            }
        }
        checker.anomalies.addAll(checker.writers.anomalies());
        if (checker.anomalies.isEmpty()) {
            checker.checkGraph(history.log());
        }
        return checker.anomalies;
    }

    private void found(Type type, String message) {
        anomalies.add(new Anomaly(type, message));
    }

    private void checkGraph(List<History.Change> log) {
        Versions versions = new Versions(log, writers.ofChanges(), transactions.size());
        Graph graph = new Graph(2 * transactions.size());
        addWrites(versions, graph);
        addReads(versions, graph);
        addTime(graph);
        if (anomalies.isEmpty()) {
            findCycles(graph);
        }
    }

    private static void addWrites(Versions versions, Graph graph) {
        for (List<Version> ofKey : versions.all()) {
            for (int i = 2; i < ofKey.size(); i++) {
                Version before = ofKey.get(i - 1);
                graph.add(new Edge(before.writer(), ofKey.get(i).writer(), Kind.WW, before.key(), before.text()));
            }
        }
    }

    private void addReads(Versions versions, Graph graph) {
        List<Set<Version>> seen = new ArrayList<>();
        List<Set<Integer>> absent = new ArrayList<>();
        for (int reader = 0; reader < transactions.size(); reader++) {
            seen.add(new LinkedHashSet<>());
            absent.add(new TreeSet<>());
            for (Operation.Read read : effects.get(reader).reads) {
                Version version = versions.of(read);
                if (read.text() == null) {
                    absent.get(reader).add(read.key());
                } else if (version == null) {
                    unknown(read, reader);
                } else {
                    seen.get(reader).add(version);
                }
            }
        }
        Snapshots snapshots = new Snapshots(transactions, versions, seen, absent);
        for (int reader = 0; reader < transactions.size(); reader++) {
            for (Version version : seen.get(reader)) {
                addRead(reader, version, versions.after(version), graph);
            }
            for (Version version : snapshots.absentFor(reader)) {
                addRead(reader, version, versions.after(version), graph);
            }
        }
    }

    private void unknown(Operation.Read read, int reader) {
        int writer = writers.ofAny(new Operation.Write(read.key(), History.mark(String.valueOf(read.text()))));
        if (writer == Versions.NOBODY) {
            found(Type.UNWRITTEN_READ, read + " in " + transactions.get(reader));
        } else {
            found(
                    Type.G1A,
                    read + "\n  in " + transactions.get(reader) + "\n  was undone by " + transactions.get(writer));
        }
    }

    private void addRead(int reader, Version version, @Nullable Version next, Graph graph) {
        if (version.writer() != Versions.NOBODY) {
            graph.add(new Edge(version.writer(), reader, Kind.WR, version.key(), version.text()));
        }
        if (next != null) {
            graph.add(new Edge(reader, next.writer(), Kind.RW, version.key(), version.text()));
            if (next.writer() == version.writer() && next.writer() != reader) {
                found(
                        Type.G1B,
                        new Operation.Read(version.key(), version.text()) + "\n  in " + transactions.get(reader)
                                + "\n  was not the last by " + transactions.get(next.writer()));
            }
        }
    }

    /** A node for each end, in their order, stands for all transactions that had ended by then. */
    private void addTime(Graph graph) {
        int count = transactions.size();
        int[] ends = IntStream.range(0, count)
                .boxed()
                .sorted(Comparator.comparingLong(i -> transactions.get(i).end()))
                .mapToInt(i -> i)
                .toArray();
        for (int i = 0; i < count; i++) {
            graph.add(Edge.time(ends[i], count + i));
            if (i > 0) {
                graph.add(Edge.time(count + i - 1, count + i));
            }
        }
        for (int later = 0; later < count; later++) {
            int ended = endedBefore(transactions.get(later).begin(), ends);
            if (ended > 0) {
                graph.add(Edge.time(count + ended - 1, later));
            }
        }
    }

    private int endedBefore(long time, int[] ends) {
        int low = 0;
        int high = ends.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (transactions.get(ends[middle]).end() < time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private void findCycles(Graph graph) {
        Graph writes = graph.only(EnumSet.of(Kind.WW));
        Graph flow = graph.only(EnumSet.of(Kind.WW, Kind.WR));
        Graph dependencies = graph.only(EnumSet.of(Kind.WW, Kind.WR, Kind.RW));
        if (!report(Type.G0, Cycles.shortest(writes))
                && !report(Type.G1C, Cycles.shortest(flow))
                && !report(Type.G_SINGLE, Cycles.withOne(Kind.RW, dependencies, flow))
                && !report(Type.G2, Cycles.shortest(dependencies))) {
            report(Type.REAL_TIME, Cycles.shortest(graph));
        }
    }

    private boolean report(Type type, @Nullable List<Edge> cycle) {
        if (cycle == null) {
            return false;
        }
        found(type, new CycleText(transactions).of(cycle));
        return true;
    }
}
