// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.copy;

import io.github.safesqlite.move.finding.FindingKind;
import io.github.safesqlite.move.finding.Findings;
import io.github.safesqlite.move.plan.TablePlan;
import io.github.safesqlite.move.source.SqliteSnapshot;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What PostgreSQL has said about a row that it does not take. */
public final class Refusal {
    private static final Pattern LINE = Pattern.compile("COPY .*, line (\\d+)");

    private final ServerErrorMessage error;

    private Refusal(ServerErrorMessage error) {
        this.error = error;
    }

    /**
     * The refusal.
     *
     * @throws SQLException the failure, if it is not about the rows
     */
    public static Refusal of(SQLException failure) throws SQLException {
        String state = String.valueOf(failure.getSQLState());
        boolean aboutRows = state.startsWith("22") || state.startsWith("23") || state.startsWith("P0");
        if (aboutRows && failure instanceof PSQLException refused && refused.getServerErrorMessage() != null) {
            return new Refusal(refused.getServerErrorMessage());
        }
        throw failure;
    }

    /** Adds the row to the findings. */
    void addTo(Findings findings, SqliteSnapshot source, TablePlan table) throws SQLException {
        findings.addRow(FindingKind.REFUSED, table.name(), column(), message(), key(source, table));
    }

    /** Adds what was refused to the findings, where it is not known which row of the source it was. */
    public void addTo(Findings findings) {
        String table = error.getTable() == null ? "" : error.getTable();
        findings.add(FindingKind.REFUSED, table, column(), message());
    }

    private String column() {
        return error.getColumn() == null ? "" : error.getColumn();
    }

    private String message() {
        String detail = error.getDetail() == null ? "" : ". " + error.getDetail();
        return "The target says: " + error.getMessage() + detail;
    }

    private String key(SqliteSnapshot source, TablePlan table) throws SQLException {
        Matcher line = LINE.matcher(String.valueOf(error.getWhere()));
        return line.lookingAt() ? source.keyOfRow(table.source(), Long.parseLong(line.group(1))) : "(not known)";
    }
}
