// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.fork;

import io.github.safesqlite.sample.load.Load;
import io.github.safesqlite.sample.load.LoadOptions;
import io.github.safesqlite.sample.load.LoadResult;
import io.github.safesqlite.sample.load.LoadResultText;
import io.github.safesqlite.sample.request.Requests;
import io.github.safesqlite.sample.variant.OpenDatabase;
import io.github.safesqlite.sample.variant.Variant;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command that a further process runs; not for people. */
@Command(name = WorkerCommand.NAME, hidden = true)
public final class WorkerCommand implements Callable<Integer> {
    static final String NAME = "worker";

    @Mixin
    private LoadOptions load;

    @Option(names = "--variant", required = true)
    private String variant;

    @Option(names = "--file", required = true)
    private Path file;

    @Option(names = "--first-user", required = true)
    private int firstUser;

    @Override
    public Integer call() throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = System.out;
        LoadResult result;
        try (OpenDatabase database = Variant.byId(variant).open(file, load.synchronous());
                Requests requests = load.style().open(database.dataSource())) {
            out.println(Worker.READY);
            if (!Worker.GO.equals(in.readLine())) {
                return 1;
            }
            result = new Load(load.plan(firstUser), requests).run(millis -> {});
        }
        out.print(LoadResultText.write(result));
        out.flush();
        return 0;
    }
}
