// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.portability.check;

import io.github.safesqlite.move.portability.finding.Finding;
import io.github.safesqlite.move.portability.finding.FindingDraft;
import io.github.safesqlite.move.portability.rule.Rule;
import io.github.safesqlite.move.portability.rule.Rules;
import io.github.safesqlite.move.portability.server.Server;
import io.github.safesqlite.move.portability.sql.Schema;
import io.github.safesqlite.move.portability.sql.Statement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds statements that PostgreSQL refuses or answers differently. */
final class StatementCheck {
    private StatementCheck() {}

    /** By the rules, without a server: a finding for each rule. */
    static List<Finding> byRules(List<Statement> statements, Schema schema) {
        List<Finding> findings = new ArrayList<>();
        for (Rule rule : Rules.ALL) {
            var draft = new FindingDraft(rule.id(), "", rule.difference(), rule.fix());
            for (Statement statement : statements) {
                rule.places(statement, schema).findFirst().ifPresent(place -> draft.add(shown(statement)));
            }
            if (draft.finding().count() > 0) {
                findings.add(draft.finding());
            }
        }
        return findings;
    }

    /** By the server, which prepares each of them: a finding for each answer. */
    static List<Finding> byServer(List<Statement> statements, Server server) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        for (Statement statement : statements) {
            Optional<String> refusal = server.refusal(statement);
            if (refusal.isPresent()) {
                var draft = new FindingDraft("refused", "", "PostgreSQL refuses the statement: " + refusal.get(), "");
                draft.add(shown(statement));
                findings.add(draft.finding());
            }
        }
        return findings;
    }

    private static String shown(Statement statement) {
        return statement.origin() + ": " + statement.text().replaceAll("\\s+", " ");
    }
}
