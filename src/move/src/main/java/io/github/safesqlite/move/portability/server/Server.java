// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.portability.server;

import io.github.safesqlite.move.portability.data.Expected;
import io.github.safesqlite.move.portability.data.ExpectedTypes;
import io.github.safesqlite.move.portability.finding.Finding;
import io.github.safesqlite.move.portability.finding.FindingDraft;
import io.github.safesqlite.move.portability.sql.Column;
import io.github.safesqlite.move.portability.sql.Schema;
import io.github.safesqlite.move.portability.sql.Statement;
import io.github.safesqlite.move.portability.sql.Table;
import io.github.safesqlite.move.portability.sql.Token;
import io.github.safesqlite.move.target.Catalog;
import io.github.safesqlite.move.target.Postgres;
import io.github.safesqlite.move.target.TargetColumn;
import io.github.safesqlite.move.target.TargetTable;
import io.github.safesqlite.move.type.ColumnTypes;
import io.github.safesqlite.move.type.DateOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * A database on PostgreSQL that has the schema of the application. Nothing is changed in it: all is asked in one transaction that
 * is rolled back. Not safe for use by multiple threads.
 */
public final class Server implements AutoCloseable {
    private static final String NAME = "portability_report";

    private final Connection connection;
    private final List<TargetTable> tables;

    private Server(Connection connection, List<TargetTable> tables) {
        this.connection = connection;
        this.tables = tables;
    }

    /**
     * Connects to it. Names without a schema are those of {@code schema}, if it is given.
     *
     * @throws SQLException if that fails, or the schema cannot be read
     */
    public static Server connect(String url, Optional<String> schema) throws SQLException {
        Connection connection = Postgres.connect(url);
        try {
            if (schema.isPresent()) {
                connection.setSchema(schema.get());
                // Otherwise the first rollback would take it back.
                connection.commit();
            }
            return new Server(connection, new Catalog(connection, Catalog.currentSchema(connection)).tables());
        } catch (SQLException failure) {
            connection.close();
            throw failure;
        }
    }

    /** The types of its columns. */
    public ExpectedTypes types(DateOptions dates) {
        return (table, column) -> column(table, column)
                .map(found -> new Expected(
                        ColumnTypes.of(found.type(), found.modifier(), found.described(), found.labels(), dates),
                        found.described(),
                        found.required()))
                .orElse(new Expected(Optional.empty(), "", false));
    }

    /** The tables and columns of SQLite that it does not have. */
    public List<Finding> missing(Schema schema) {
        var draft = new FindingDraft(
                "missing-column",
                "",
                "The target does not have the table or column.",
                "Run the application's migrations on the target first.");
        for (Table table : schema.tables()) {
            if (table(table).isEmpty()) {
                draft.add("table " + table.name());
                continue;
            }
            table.columns().stream()
                    .filter(column -> column(table, column).isEmpty())
                    .forEach(column -> draft.add("column " + table.name() + "." + column.name()));
        }
        return draft.finding().count() == 0 ? List.of() : List.of(draft.finding());
    }

    private Optional<TargetTable> table(Table table) {
        return tables.stream()
                .filter(found -> found.name().equalsIgnoreCase(table.name()))
                .findFirst();
    }

    private Optional<TargetColumn> column(Table table, Column column) {
        return table(table).stream()
                .flatMap(found -> found.columns().stream())
                .filter(found -> found.name().equalsIgnoreCase(column.name()))
                .findFirst();
    }

    /**
     * Why it refuses a statement, or empty if it takes it. Only statements that read or write rows are prepared.
     *
     * @throws SQLException if the connection fails
     */
    public Optional<String> refusal(Statement statement) throws SQLException {
        if (!statement.at(0).is("SELECT", "INSERT", "UPDATE", "DELETE", "VALUES", "WITH", "REPLACE")) {
            return Optional.empty();
        }
        try (java.sql.Statement prepare = connection.createStatement()) {
            prepare.setEscapeProcessing(false);
            prepare.execute("PREPARE " + NAME + " AS " + numbered(statement));
            // A rollback leaves it.
            prepare.execute("DEALLOCATE " + NAME);
            return Optional.empty();
        } catch (SQLException refused) {
            if (connection.isClosed()) {
                throw refused;
            }
            return Optional.of(message(refused));
        } finally {
            connection.rollback();
        }
    }

    /** With $1 and so on in place of parameters; the same name or number stands for the same one. */
    private static String numbered(Statement statement) {
        var text = new StringBuilder();
        Map<String, Integer> numbers = new LinkedHashMap<>();
        List<Token> tokens = new ArrayList<>(statement.tokens());
        int written = tokens.isEmpty() ? 0 : tokens.get(0).start();
        for (Token token : tokens) {
            if (token.kind() == Token.Kind.PARAMETER) {
                String name = token.text().equals("?") ? "?" + numbers.size() : token.text();
                text.append(statement.text(), written, token.start())
                        .append('$')
                        .append(numbers.computeIfAbsent(name, next -> numbers.size() + 1));
                written = token.end();
            }
        }
        return text.append(statement.text().substring(written)).toString();
    }

    private static String message(SQLException refused) {
        ServerErrorMessage message = refused instanceof PSQLException server ? server.getServerErrorMessage() : null;
        return message == null ? refused.getMessage() : message.getMessage() + " (" + refused.getSQLState() + ")";
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
