// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.client;

import io.github.safesqlite.sample.client.http.KeptConnection;
import io.github.safesqlite.sample.load.Load;
import io.github.safesqlite.sample.load.LoadResult;
import io.github.safesqlite.sample.report.ProgressDisplay;
import io.github.safesqlite.sample.request.RequestFailedException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs a load of many users on a service that runs already, and prints a table. */
@Command(
        name = "load",
        description = {
            "Runs a load of many users on a service that runs already, and prints a table.",
            "Requests, success and errors count from the start, rate and latencies after the warm-up.",
            "The exit status is 0 if the load reached what was asked for, 1 if it did not or there is no service, 2 for"
                    + " wrong options."
        },
        mixinStandardHelpOptions = true)
public final class LoadCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ClientOptions options;

    @Override
    public Integer call() throws InterruptedException {
        LoadSettings settings = options.settings(
                Optional.ofNullable(System.getenv("ADMIN_TOKEN")).filter(text -> !text.isEmpty()));
        List<String> problems;
        try {
            problems = run(settings);
        } catch (RequestFailedException notReady) {
            problems = List.of(notReady.getMessage());
        }
        PrintWriter err = spec.commandLine().getErr();
        problems.forEach(err::println);
        err.flush();
        return problems.isEmpty() ? 0 : 1;
    }

    private List<String> run(LoadSettings settings) throws RequestFailedException, InterruptedException {
        try (KeptConnection connection = new KeptConnection(settings.address(), settings.timeout())) {
            new Preparation(connection, settings.token()).prepare(settings.mix(), settings.beside());
        }
        LoadResult result;
        List<String> problems = new ArrayList<>();
        try (SideWorks beside = new SideWorks(settings);
                Visitors visitors = new Visitors(settings)) {
            visitors.connect();
            beside.start();
            try (ProgressDisplay progress =
                    ProgressDisplay.of(settings.title(), settings.plan().totalSeconds())) {
                result = new Load(settings.plan(), visitors).run(progress);
            }
            problems.addAll(settings.thresholds().missedBy(result));
            problems.addAll(beside.stop());
            print(LoadTable.of(settings.title(), result), beside.completed());
        }
        return problems;
    }

    private void print(String table, List<String> completed) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(table);
        completed.forEach(line -> out.println("Beside the load: " + line));
        out.flush();
    }
}
