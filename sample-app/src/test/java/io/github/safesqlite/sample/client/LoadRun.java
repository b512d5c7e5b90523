// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.client;

import io.github.safesqlite.sample.SampleApp;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;

/** One run of the command in this JVM, with what it printed. */
record LoadRun(int status, String out, String err) {
    static LoadRun of(String... options) {
        List<String> arguments = new ArrayList<>(List.of("load"));
        arguments.addAll(List.of(options));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = SampleApp.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(String[]::new));
        return new LoadRun(status, out.toString(), err.toString());
    }
}
