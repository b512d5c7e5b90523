// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.plan;

import io.github.safesqlite.move.finding.FindingKind;
import io.github.safesqlite.move.finding.Findings;
import io.github.safesqlite.move.source.OwnObjects;
import io.github.safesqlite.move.source.SourceTable;
import io.github.safesqlite.move.source.SqliteSnapshot;
import io.github.safesqlite.move.target.Catalog;
import io.github.safesqlite.move.target.ForeignKey;
import io.github.safesqlite.move.target.MoveRecord;
import io.github.safesqlite.move.target.TargetColumn;
import io.github.safesqlite.move.target.TargetTable;
import io.github.safesqlite.move.type.ColumnType;
import io.github.safesqlite.move.type.ColumnTypes;
import io.github.safesqlite.move.type.DateOptions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Finds the table and the column of the target for each of the source, by name; upper and lower case are equal unless both exist. */
public final class Planner {
    /** The tables in which tools for migrations note what they have done; the target has its own. */
    private static final Set<String> MIGRATION_TABLES =
            Set.of("flyway_schema_history", "schema_version", "databasechangelog", "databasechangeloglock");

    private final Findings findings;
    private final DateOptions dates;
    private final Set<String> excluded = new HashSet<>();
    private final List<String> notices = new ArrayList<>();

    /** Adds what is in the way to the findings. */
    public Planner(Findings findings, DateOptions dates, List<String> excluded) {
        this.findings = findings;
        this.dates = dates;
        excluded.forEach(table -> this.excluded.add(table.toLowerCase(Locale.ROOT)));
    }

    /** The plan, which is complete only if there are no new findings. */
    public MovePlan plan(SqliteSnapshot source, Catalog catalog) throws SQLException {
        String encoding = catalog.encoding();
        if (!encoding.equals("UTF8")) {
            findings.add(
                    FindingKind.ENCODING, "", "", "The target stores texts as " + encoding + ". Create it with UTF8.");
        }
        List<TargetTable> targets = catalog.tables();
        List<TablePlan> plans = new ArrayList<>();
        Set<String> used = new HashSet<>();
        for (SourceTable table : source.tables()) {
            if (leftOut(table.name())) {
                continue;
            }
            match(targets, TargetTable::name, table.name(), table.name(), "")
                    .ifPresentOrElse(
                            target -> {
                                if (used.add(target.name())) {
                                    plans.add(table(table, target));
                                } else {
                                    ambiguous(table.name(), "", target.name());
                                }
                            },
                            () -> findings.add(
                                    FindingKind.TABLE_MISSING,
                                    table.name(),
                                    "",
                                    "The target has no such table. Create it by the migrations, or leave it out with --exclude "
                                            + table.name() + "."));
        }
        for (String table : source.virtualTables()) {
            notices.add(
                    "The virtual table " + table + " is not moved; the target needs an index of its own in its place.");
        }
        targets.stream()
                .filter(target -> target.table() && !used.contains(target.name()))
                .filter(target -> !target.name().equals(MoveRecord.TABLE)
                        && !target.name().equals(OwnObjects.PREFIX))
                .forEach(target -> notices.add("The table " + target.name() + " of the target is left as it is."));
        return new MovePlan(order(plans), List.copyOf(notices));
    }

    private boolean leftOut(String table) {
        String name = table.toLowerCase(Locale.ROOT);
        if (MIGRATION_TABLES.contains(name) || excluded.contains(name)) {
            notices.add("The table " + table + " of the source is not moved.");
            return true;
        }
        return false;
    }

    private <T> Optional<T> match(List<T> all, Function<T, String> nameOf, String name, String table, String column) {
        Optional<T> same =
                all.stream().filter(one -> nameOf.apply(one).equals(name)).findFirst();
        List<T> similar = all.stream()
                .filter(one -> nameOf.apply(one).equalsIgnoreCase(name))
                .toList();
        if (same.isEmpty() && similar.size() > 1) {
            ambiguous(table, column, name);
        }
        return same.or(() -> similar.stream().findFirst());
    }

    private void ambiguous(String table, String column, String name) {
        findings.add(
                FindingKind.NAME_AMBIGUOUS,
                table,
                column,
                "More than one name of the source or the target is like " + name + " but for its case. Rename one.");
    }

    private TablePlan table(SourceTable source, TargetTable target) {
        String name = source.name();
        if (!target.table()) {
            findings.add(FindingKind.NOT_A_TABLE, name, "", "The target has a view of this name, and needs a table.");
        }
        if (target.rowSecurity()) {
            findings.add(
                    FindingKind.ROW_SECURITY,
                    name,
                    "",
                    "The target may hide rows from this user. Use a user with BYPASSRLS, or the owner of the table.");
        }
        List<ColumnPlan> columns = columns(source, target);
        return new TablePlan(source, target, columns);
    }

    private List<ColumnPlan> columns(SourceTable source, TargetTable target) {
        List<ColumnPlan> columns = new ArrayList<>();
        Set<String> used = new HashSet<>();
        for (String name : source.columns()) {
            Optional<TargetColumn> column = match(target.columns(), TargetColumn::name, name, source.name(), name);
            if (column.isEmpty()) {
                findings.add(FindingKind.COLUMN_MISSING, source.name(), name, "The target's table has no such column.");
            } else if (!used.add(column.get().name())) {
                ambiguous(source.name(), name, name);
            } else {
                type(source.name(), column.get())
                        .ifPresent(type -> columns.add(new ColumnPlan(name, column.get(), type)));
            }
        }
        target.columns().stream()
                .filter(column -> !used.contains(column.name()) && !column.generated())
                .forEach(column -> withoutSource(source.name(), column));
        return columns;
    }

    private Optional<ColumnType> type(String table, TargetColumn column) {
        Optional<ColumnType> type =
                ColumnTypes.of(column.type(), column.modifier(), column.described(), column.labels(), dates);
        if (type.isEmpty()) {
            findings.add(
                    FindingKind.TYPE_UNKNOWN,
                    table,
                    column.name(),
                    "There is no conversion to the type " + column.described()
                            + ". Let the migrations create a text, and change its type after the move.");
        }
        return type;
    }

    private void withoutSource(String table, TargetColumn column) {
        if (column.required() && !column.filled()) {
            findings.add(
                    FindingKind.COLUMN_WITHOUT_SOURCE,
                    table,
                    column.name(),
                    "The target requires a value, and the source has no such column. Give the column a default.");
        } else {
            notices.add("The column " + table + "." + column.name() + " is in the target only and gets its default.");
        }
    }

    /** The groups in order, and the tables of a circle in an order that needs the deferrable constraints only. */
    private List<List<TablePlan>> order(List<TablePlan> plans) {
        List<List<TablePlan>> groups = new ArrayList<>();
        for (List<TablePlan> circle : CopyOrder.groups(plans, key -> true)) {
            List<List<TablePlan>> fixed = CopyOrder.groups(circle, key -> !key.deferrable());
            fixed.stream().filter(group -> group.size() > 1).forEach(this::cycle);
            groups.add(fixed.stream().flatMap(List::stream).toList());
        }
        return groups;
    }

    private void cycle(List<TablePlan> circle) {
        List<String> names = circle.stream().map(plan -> plan.target().name()).toList();
        for (TablePlan plan : circle) {
            for (ForeignKey key : plan.target().foreignKeys()) {
                boolean inCircle = names.contains(key.parent())
                        && !key.parent().equals(plan.target().name());
                if (inCircle && !key.deferrable()) {
                    findings.add(
                            FindingKind.CYCLE,
                            plan.name(),
                            "",
                            "The tables " + String.join(", ", names) + " refer to one another. Run: ALTER TABLE "
                                    + plan.target().qualifiedName() + " ALTER CONSTRAINT " + key.name()
                                    + " DEFERRABLE");
                }
            }
        }
    }
}
