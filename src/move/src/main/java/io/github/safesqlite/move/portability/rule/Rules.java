// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.portability.rule;

import java.util.List;
import java.util.stream.Stream;

/** All rules for statements. */
public final class Rules {
    /** In the order in which they are documented. */
    public static final List<Rule> ALL = Stream.of(
                    SyntaxRules.ALL, NameRules.ALL, FunctionRules.ALL, ValueRules.ALL, SelectRules.ALL, TableRules.ALL)
            .flatMap(List::stream)
            .toList();

    private Rules() {}
}
