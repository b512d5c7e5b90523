// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.execution;

import io.github.safesqlite.internal.binding.Caller;
import io.github.safesqlite.internal.sql.SqlStatement;
import java.util.ArrayList;
import java.util.List;

/** A batch of many SQL texts. */
final class TextBatch extends Batch {
    private final Caller statement;
    private final List<SqlStatement> statements = new ArrayList<>();

    TextBatch(Caller statement) {
        this.statement = statement;
    }

    void add(List<SqlStatement> more) {
        statements.addAll(more);
    }

    @Override
    List<SqlStatement> statements() {
        return statements;
    }

    @Override
    public Execution get(int index) {
        return new Execution(statement, statements.get(index), Parameters.NONE, false, RowsWanted.COUNTED);
    }

    @Override
    public int size() {
        return statements.size();
    }
}
