// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.portability.check;

import io.github.safesqlite.move.portability.data.ColumnProfile;
import io.github.safesqlite.move.portability.data.DataCheck;
import io.github.safesqlite.move.portability.data.ExpectedTypes;
import io.github.safesqlite.move.portability.data.SchemaReader;
import io.github.safesqlite.move.portability.finding.Finding;
import io.github.safesqlite.move.portability.server.Server;
import io.github.safesqlite.move.portability.sql.Schema;
import io.github.safesqlite.move.portability.sql.Statement;
import io.github.safesqlite.move.source.SqliteSnapshot;
import io.github.safesqlite.move.target.Postgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What will break when an application moves to PostgreSQL. Immutable.
 *
 * @param file the database in SQLite
 * @param target the URL of the target without a password, or empty
 * @param statements how many statements were looked at
 * @param statementFindings what was found in statements
 * @param dataFindings what was found in the rows
 * @param columns what is stored in each column
 */
public record PortabilityReport(
        String file,
        String target,
        int statements,
        List<Finding> statementFindings,
        List<Finding> dataFindings,
        List<ColumnProfile> columns) {
    /** Copies the lists. */
    public PortabilityReport {
        statementFindings = List.copyOf(statementFindings);
        dataFindings = List.copyOf(dataFindings);
        columns = List.copyOf(columns);
    }

    /** Whether something will break. */
    public boolean hasFindings() {
        return !statementFindings.isEmpty() || !dataFindings.isEmpty();
    }

    /**
     * Looks at a database and at statements.
     *
     * @throws SQLException if the database cannot be read, or the target cannot be reached
     */
    public static PortabilityReport of(Path file, List<Statement> statements, ReportOptions options)
            throws SQLException {
        try (SqliteSnapshot source = SqliteSnapshot.open(file)) {
            if (options.target().isEmpty()) {
                return of(source, file, statements, options, Optional.empty());
            }
            try (Server server = Server.connect(options.target().get(), options.schema())) {
                return of(source, file, statements, options, Optional.of(server));
            }
        }
    }

    private static PortabilityReport of(
            SqliteSnapshot source, Path file, List<Statement> given, ReportOptions options, Optional<Server> server)
            throws SQLException {
        Schema schema = SchemaReader.schema(source.connection());
        List<Statement> statements = new ArrayList<>(given);
        // Where there is a target, its schema shows what has become of the definitions.
        if (server.isEmpty()) {
            statements.addAll(SchemaReader.statements(source.connection()));
        }
        List<Finding> inStatements = new ArrayList<>(StatementCheck.byRules(statements, schema));
        List<Finding> inData = new ArrayList<>();
        if (server.isPresent()) {
            inStatements.addAll(StatementCheck.byServer(statements, server.get()));
            inData.addAll(server.get().missing(schema));
        }
        ExpectedTypes types =
                server.map(there -> there.types(options.dates())).orElse(ExpectedTypes.declared(options.dates()));
        DataCheck data = DataCheck.of(source, schema, types);
        inData.addAll(data.findings());
        return new PortabilityReport(
                file.toString(),
                options.target().map(Postgres::shown).orElse(""),
                statements.size(),
                options.wanted(inStatements),
                options.wanted(inData),
                data.profiles());
    }
}
