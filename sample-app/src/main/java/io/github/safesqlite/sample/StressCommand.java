// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample;

import io.github.safesqlite.sample.load.LoadOptions;
import io.github.safesqlite.sample.report.ReportRow;
import io.github.safesqlite.sample.report.ReportTable;
import io.github.safesqlite.sample.report.Verdict;
import io.github.safesqlite.sample.variant.SafeSqliteVariant;
import io.github.safesqlite.sample.variant.Variant;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the load over the library, or over each variant in turn, and prints one table. */
@Command(
        name = "stress",
        description = {
            "Runs a load of many users on one SQLite file and prints a table.",
            "The exit status is 0 if concurrency-safe-sqlite failed no request and lost nothing, 1 if it did, 2 for"
                    + " wrong options."
        },
        mixinStandardHelpOptions = true)
final class StressCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private LoadOptions load;

    @Option(names = "--compare", description = "Run the same load without the library too, each on a fresh file.")
    private boolean compare;

    @Option(
            names = "--file",
            description = "The database file, which must not exist; kept afterwards (default: in a temporary folder).")
    private Path file;

    @Option(names = "--metrics", description = "Print what the library measured about itself, on stderr.")
    private boolean metrics;

    private int processes;

    @Option(
            names = "--processes",
            defaultValue = "1",
            description = "How many processes use the file at the same time, each with its users (default: 1).")
    void setProcesses(int processes) {
        if (processes < 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--processes must be at least 1, was \"" + processes + "\". For example: --processes 2");
        }
        this.processes = processes;
    }

    @Override
    public Integer call() throws Exception {
        List<Variant> variants = new ArrayList<>(compare ? Variant.withoutLibrary() : List.of());
        variants.add(new SafeSqliteVariant(metrics));
        List<ReportRow> rows = new ArrayList<>();
        try (DatabaseFiles files = databaseFiles(variants)) {
            for (Variant variant : variants) {
                rows.add(new VariantRun(variant, load, processes).on(files.of(variant)));
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(new ReportTable(rows));
        out.flush();
        return report(Verdict.on(rows.get(rows.size() - 1)));
    }

    private DatabaseFiles databaseFiles(List<Variant> variants) throws Exception {
        try {
            return DatabaseFiles.create(Optional.ofNullable(file), variants);
        } catch (IllegalArgumentException refused) {
            throw new ParameterException(spec.commandLine(), refused.getMessage());
        }
    }

    private int report(Verdict verdict) {
        PrintWriter err = spec.commandLine().getErr();
        verdict.problems().forEach(err::println);
        err.flush();
        return verdict.passed() ? 0 : 1;
    }
}
