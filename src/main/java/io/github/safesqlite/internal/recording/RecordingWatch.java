// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.recording;

import io.github.safesqlite.internal.background.Chore;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks every second whether a recording runs, and tells the open DataSources. A recording can be started from outside at any time,
 * and to be told by the recorder one would have to start it. Safe for use by multiple threads.
 */
final class RecordingWatch {
    /** The watch of this JVM. */
    static final RecordingWatch SHARED = new RecordingWatch(RunningRecordings::isAny);

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final BooleanSupplier recorder;
    private final Set<RecordedDataSource> dataSources = new LinkedHashSet<>();
    private @Nullable Chore chore;
    private volatile boolean hasNoRecorder;

    RecordingWatch(BooleanSupplier recorder) {
        this.recorder = recorder;
    }

    void add(RecordedDataSource dataSource) {
        boolean recording = isRecording();
        synchronized (this) {
            dataSources.add(dataSource);
            dataSource.follow(recording);
            if (chore == null && !hasNoRecorder) {
                chore = Chore.housekeeping("safesqlite-flight-recorder", () -> {
                    look();
                    return INTERVAL;
                });
                chore.within(INTERVAL);
            }
        }
    }

    synchronized void remove(RecordedDataSource dataSource) {
        dataSources.remove(dataSource);
        dataSource.follow(false);
        if (dataSources.isEmpty() && chore != null) {
            chore.end();
            chore = null;
        }
    }

    /** Looks once. */
    void look() {
        boolean recording = isRecording();
        synchronized (this) {
            dataSources.forEach(each -> each.follow(recording));
        }
    }

    // Outside the lock: the recorder answers late while it starts a recording.
    private boolean isRecording() {
        if (hasNoRecorder) {
            return false;
        }
        try {
            return recorder.getAsBoolean();
        } catch (NoClassDefFoundError absent) {
            hasNoRecorder = true;
            return false;
        }
    }
}
