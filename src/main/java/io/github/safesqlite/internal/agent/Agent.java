// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.agent;

import java.lang.instrument.Instrumentation;
import org.jspecify.annotations.Nullable;

/** Where the JVM starts the agent: {@code -javaagent:concurrency-safe-sqlite-agent.jar[=option=value,...]}. */
public final class Agent {
    /** How each message of the agent begins. */
    static final String NAME = "concurrency-safe-sqlite agent: ";

    private Agent() {}

    /**
     * Called by the JVM before the application's {@code main}. With a wrong option the JVM ends with a message and status 1, so
     * that no application runs unprotected unnoticed.
     */
    @SuppressWarnings("SystemExitOutsideMain") // An exception would end the JVM too, but with a crash dump.
    public static void premain(@Nullable String arguments, Instrumentation instrumentation) {
        try {
            AgentOptions options = AgentOptions.parse(arguments);
            LibraryOptions.check(options.library());
            var report = new AgentReport();
            Opening.begin(options.library(), report);
            instrumentation.addTransformer(new OpeningTransformer(report));
            if (options.report()) {
                var atExit = new Thread(() -> System.err.print(report.text()), "concurrency-safe-sqlite agent");
                Runtime.getRuntime().addShutdownHook(atExit);
            }
        } catch (IllegalArgumentException wrongOption) {
            System.err.println(NAME + wrongOption.getMessage());
            System.exit(1);
        }
    }
}
