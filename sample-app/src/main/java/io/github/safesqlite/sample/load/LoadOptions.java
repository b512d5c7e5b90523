// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.load;

import io.github.safesqlite.sample.request.RequestStyle;
import io.github.safesqlite.sample.variant.Synchronous;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options that say what load to run. A second process gets the same ones. */
public final class LoadOptions {
    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Mixin
    private LengthOptions length;

    private RequestStyle style;
    private Synchronous synchronous;

    @Option(
            names = "--style",
            paramLabel = "STYLE",
            defaultValue = "transaction",
            description =
                    "How requests are written: autocommit, transaction, mixed or hibernate (default: transaction).")
    void setStyle(String id) {
        style = RequestStyle.byId(id)
                .orElseThrow(() -> refused(
                        "--style must be autocommit, transaction, mixed or hibernate", id, "--style transaction"));
    }

    @Option(
            names = "--synchronous",
            paramLabel = "MODE",
            defaultValue = "NORMAL",
            description =
                    "PRAGMA synchronous, NORMAL or FULL (default: NORMAL). Variants with default settings keep theirs.")
    void setSynchronous(String name) {
        synchronous = Arrays.stream(Synchronous.values())
                .filter(mode -> mode.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> refused("--synchronous must be NORMAL or FULL", name, "--synchronous NORMAL"));
    }

    private ParameterException refused(String rule, String value, String example) {
        return new ParameterException(spec.commandLine(), rule + ", was \"" + value + "\". For example: " + example);
    }

    /** The load of the users from {@code firstUser} on. */
    public LoadPlan plan(int firstUser) {
        return length.plan(firstUser);
    }

    /** The number of users in each process. */
    public int users() {
        return length.users();
    }

    /** How requests are written. */
    public RequestStyle style() {
        return style;
    }

    /** PRAGMA synchronous of the variants that set it. */
    public Synchronous synchronous() {
        return synchronous;
    }

    /** The same options as arguments for another process. */
    public List<String> arguments() {
        List<String> arguments = new ArrayList<>(length.arguments());
        arguments.add("--style=" + style.id());
        arguments.add("--synchronous=" + synchronous);
        return arguments;
    }
}
