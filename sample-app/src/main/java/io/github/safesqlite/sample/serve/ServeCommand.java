// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.serve;

import java.io.IOException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs the service until the process is told to end. */
@Command(
        name = "serve",
        description = "Runs the service on one SQLite file, or on PostgreSQL. Set ADMIN_TOKEN to protect /admin.",
        mixinStandardHelpOptions = true)
public final class ServeCommand implements Callable<Integer> {
    private final CountDownLatch stopped = new CountDownLatch(1);

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServiceOptions options;

    @Override
    public Integer call() throws InterruptedException {
        Optional<String> token =
                Optional.ofNullable(System.getenv("ADMIN_TOKEN")).filter(text -> !text.isEmpty());
        ServiceSettings settings = options.settings(token);
        PrintWriter out = spec.commandLine().getOut();
        try {
            Service service = Service.start(settings);
            Runtime.getRuntime().addShutdownHook(new Thread(service::close, "service-stop"));
            out.println("Listening on http://" + settings.address().getHostString() + ":"
                    + service.address().getPort() + ", database " + settings.database());
            out.flush();
        } catch (SQLException | IOException failure) {
            spec.commandLine().getErr().println("The service could not start: " + failure.getMessage());
            return 1;
        }
        // The signal that ends the process starts the shutdown hook; this thread has nothing more to do.
        stopped.await();
        return 0;
    }
}
