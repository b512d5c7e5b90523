// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample;

import io.github.safesqlite.sample.fork.Workers;
import io.github.safesqlite.sample.load.Invariant;
import io.github.safesqlite.sample.load.Load;
import io.github.safesqlite.sample.load.LoadOptions;
import io.github.safesqlite.sample.load.LoadPlan;
import io.github.safesqlite.sample.load.LoadResult;
import io.github.safesqlite.sample.report.ProgressDisplay;
import io.github.safesqlite.sample.report.ReportRow;
import io.github.safesqlite.sample.request.Requests;
import io.github.safesqlite.sample.request.UserTables;
import io.github.safesqlite.sample.variant.OpenDatabase;
import io.github.safesqlite.sample.variant.Variant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** One load over one variant, in this process and in as many others as asked for. */
final class VariantRun {
    private static final int FIRST_USER = 1;

    private final Variant variant;
    private final LoadOptions options;
    private final int processes;

    VariantRun(Variant variant, LoadOptions options, int processes) {
        this.variant = variant;
        this.options = options;
        this.processes = processes;
    }

    /** Creates the database in {@code file} and runs the load on it. */
    ReportRow on(Path file) throws Exception {
        LoadResult result;
        long walBytes;
        try (OpenDatabase database = variant.open(file, options.synchronous())) {
            UserTables.create(database.dataSource(), options.users() * processes);
            result = runLoad(database, file);
            walBytes = sizeOfWal(file);
            database.printMetrics(System.err);
        }
        Invariant invariant = Invariant.check(file, result, options.style().atomic());
        return new ReportRow(variant.title(), result, invariant, walBytes);
    }

    private LoadResult runLoad(OpenDatabase database, Path file) throws Exception {
        LoadPlan plan = options.plan(FIRST_USER);
        try (Workers workers = Workers.start(processes - 1, SampleApp.class, variant, file, options);
                Requests requests = options.style().open(database.dataSource());
                ProgressDisplay progress = ProgressDisplay.of(variant.title(), plan.totalSeconds())) {
            workers.go();
            return workers.addTo(new Load(plan, requests).run(progress));
        }
    }

    // Only the size is asked for: Java must not open a file of a database that is in use.
    private static long sizeOfWal(Path file) throws IOException {
        Path wal = file.resolveSibling(file.getFileName() + "-wal");
        return Files.exists(wal) ? Files.size(wal) : 0;
    }
}
