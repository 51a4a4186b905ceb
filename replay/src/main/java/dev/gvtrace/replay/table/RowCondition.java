// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table;

import dev.gvtrace.replay.event.type.EventType;
import dev.gvtrace.replay.field.Binding;
import dev.gvtrace.replay.filter.Evaluation;
import dev.gvtrace.replay.filter.EventTypeSet;
import dev.gvtrace.replay.filter.FilterChecker;
import dev.gvtrace.replay.filter.FilterCompiler;
import dev.gvtrace.replay.filter.FilterIssue;
import dev.gvtrace.replay.filter.FilterProgram;
import dev.gvtrace.replay.filter.ast.Expr;
import dev.gvtrace.replay.filter.ast.FilterException;
import dev.gvtrace.replay.filter.ast.FilterParser;
import dev.gvtrace.replay.filter.ast.FilterPrinter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * A condition of the rule language, compiled for what the rows of a table are made of. Immutable, thread-safe.
 *
 * @param <S> what a row is made of
 */
public final class RowCondition<S> {
    /** A condition that allows more types of events than this names none of them. */
    private static final int FEW_TYPES = 20;

    private final FilterCompiler<S> compiler;
    private final FilterProgram<S> program;

    private RowCondition(FilterCompiler<S> compiler, FilterProgram<S> program) {
        this.compiler = compiler;
        this.program = program;
    }

    /**
     * Compiles a condition without macros and lists.
     *
     * @throws RequestException with a message for each error, which says in which column of the text it is
     */
    static <S> RowCondition<S> of(String text, Binding<S> binding) throws RequestException {
        Expr expr = parsed(text, binding);
        FilterCompiler<S> compiler = new FilterCompiler<>(binding);
        return new RowCondition<>(compiler, compiler.link(null, List.of(compiler.compile(expr))));
    }

    /**
     * Compiles a condition over the columns of rows.
     *
     * @throws RequestException with a message for each error, which says in which column of the text it is
     */
    public static RowCondition<Cells> over(TableSchema rows, String text) throws RequestException {
        return of(text, ColumnSet.ofCells(rows).binding());
    }

    /**
     * The columns or fields that a condition reads, as written, in order, each once.
     *
     * @throws RequestException if it is not a condition
     */
    public static Set<String> names(String text) throws RequestException {
        Set<String> names = new LinkedHashSet<>();
        try {
            FilterParser.parseColumns(text).forEach(part -> {
                if (part instanceof Expr.Check check) {
                    check.fieldNames().forEach(field -> names.add(FilterPrinter.print(field)));
                }
            });
        } catch (FilterException e) {
            throw wrong(e);
        }
        return names;
    }

    /**
     * The types of events that a condition names, by its checks of evt.type, or of the column {@code type} of events;
     * empty if it names none, allows very many, or is not a condition.
     */
    public static Set<String> eventTypes(String text) {
        Set<String> names = new TreeSet<>();
        try {
            List<EventType> types =
                    EventTypeSet.of(FilterParser.parseColumns(text)).types();
            if (types.size() <= FEW_TYPES) {
                types.forEach(type -> names.add(type.name()));
            }
        } catch (FilterException e) {
            return Set.of(); // reported when it is evaluated
        }
        return names;
    }

    private static RequestException wrong(FilterException e) {
        return new RequestException("condition: column " + e.position().column() + ": " + e.getMessage());
    }

    private static Expr parsed(String text, Binding<?> binding) throws RequestException {
        try {
            Expr expr = binding.event() == null ? FilterParser.parseColumns(text) : FilterParser.parse(text);
            List<String> errors = new ArrayList<>();
            for (FilterIssue issue : FilterChecker.check(expr, binding)) {
                if (issue.error()) {
                    errors.add("condition: column " + issue.position().column() + ": " + issue.message()
                            + (issue.nearest() == null ? "" : "; nearest: " + issue.nearest()));
                }
            }
            if (!errors.isEmpty()) {
                throw new RequestException(errors);
            }
            return expr;
        } catch (FilterException e) {
            throw wrong(e);
        }
    }

    /** The condition for the rows of one trace, for one thread. */
    public Predicate<S> start() {
        Evaluation<S> evaluation = compiler.newEvaluation();
        return subject -> {
            evaluation.start(subject);
            return program.next(evaluation, 0) >= 0;
        };
    }
}
