// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.change;

import io.github.safesqlite.testing.Waiting;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;

/** Keeps what it is told. */
class RecordingSubscriber implements Flow.Subscriber<Changes> {
    final List<Changes> told = new CopyOnWriteArrayList<>();
    final List<String> ends = new CopyOnWriteArrayList<>();
    private final long firstRequest;
    volatile Flow.Subscription subscription;
    volatile Throwable error;

    /** It requests nothing by itself. */
    static RecordingSubscriber waiting() {
        return new RecordingSubscriber(0);
    }

    RecordingSubscriber() {
        this(Long.MAX_VALUE);
    }

    private RecordingSubscriber(long firstRequest) {
        this.firstRequest = firstRequest;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        if (firstRequest > 0) {
            given.request(firstRequest);
        }
    }

    @Override
    public void onNext(Changes changes) {
        told.add(changes);
    }

    @Override
    public void onError(Throwable failure) {
        error = failure;
        ends.add("error");
    }

    @Override
    public void onComplete() {
        ends.add("complete");
    }

    /** Waits until it has been told so often. */
    List<Changes> awaitTold(int times) {
        Waiting.until(() -> told.size() >= times);
        return told;
    }

    void awaitEnd() {
        Waiting.until(() -> !ends.isEmpty());
    }

    /** What it was told, shortened: {@code t[1, 2]}, {@code t[?]} without rows, {@code schema}, {@code any}. */
    List<String> texts() {
        return told.stream().map(RecordingSubscriber::text).toList();
    }

    static String text(Changes changes) {
        StringBuilder text = new StringBuilder();
        for (TableChange table : changes.tables()) {
            text.append(text.isEmpty() ? "" : " ")
                    .append(table.table())
                    .append(
                            table.rowsKnown()
                                    ? table.rowIds().stream().sorted().toList().toString()
                                    : "[?]");
        }
        if (changes.schemaChanged()) {
            text.append(text.isEmpty() ? "" : " ").append("schema");
        }
        if (changes.anyTableChanged()) {
            text.append(text.isEmpty() ? "" : " ").append("any");
        }
        return text.toString();
    }
}
