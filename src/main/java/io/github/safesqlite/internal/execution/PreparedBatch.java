// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.execution;

import io.github.safesqlite.internal.sql.SqlStatement;
import java.util.List;

/** A batch of one SQL text with many sets of parameters. */
final class PreparedBatch extends Batch {
    private final Execution execution;
    private final ParameterRows rows;

    /** @param execution what is run with each set of parameters instead of its own */
    PreparedBatch(Execution execution) {
        this.execution = execution;
        this.rows = new ParameterRows(execution.parameters().count());
    }

    void add(Parameters parameters) {
        rows.add(parameters);
    }

    @Override
    List<SqlStatement> statements() {
        return List.of(execution.sql());
    }

    @Override
    public Execution get(int index) {
        return execution.with(rows.get(index));
    }

    @Override
    public int size() {
        return rows.size();
    }
}
