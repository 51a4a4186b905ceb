// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter.ast;

import java.util.IdentityHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Replaces names by macros within limits: nested macros can double the size at each level, and rule files may be
 * untrusted. Use one object for all macros and rules of a rule set, macros first. Not thread-safe.
 */
public final class MacroExpansion {
    /** The maximum depth of a tree. */
    public static final int MAX_DEPTH = 1000;

    /** The maximum number of nodes in a tree, counting each occurrence of shared ones. */
    public static final int MAX_NODES = 1_000_000;

    private record Extent(int depth, long nodes) {}

    private final IdentityHashMap<Expr, Extent> known = new IdentityHashMap<>();

    /**
     * Replaces the names that the function resolves by {@link Expr.Macro} nodes; other names stay.
     *
     * @param expr as parsed
     * @param bodies returns the body of a macro, already expanded by this object; null for an unknown name
     * @throws FilterException if the result exceeds a limit
     */
    public Expr expand(Expr expr, Function<Expr.Identifier, @Nullable Expr> bodies) throws FilterException {
        Expr result = replace(expr, bodies);
        Extent extent = measure(result);
        if (extent.depth() > MAX_DEPTH) {
            throw new FilterException(
                    "condition nests deeper than " + MAX_DEPTH + " levels with its macros", expr.position());
        }
        if (extent.nodes() > MAX_NODES) {
            throw new FilterException(
                    "condition has more than " + MAX_NODES + " parts with its macros", expr.position());
        }
        known.put(result, extent);
        return result;
    }

    private static Expr replace(Expr expr, Function<Expr.Identifier, @Nullable Expr> bodies) {
        return expr.accept(new Rebuilder(child -> replace(child, bodies)) {
            @Override
            public Expr identifier(Expr.Identifier identifier) {
                Expr body = bodies.apply(identifier);
                return body == null ? identifier : new Expr.Macro(identifier.name(), body, identifier.position());
            }

            @Override
            public Expr macro(Expr.Macro macro) {
                return macro;
            }
        });
    }

    private Extent measure(Expr expr) {
        Extent before = known.get(expr);
        if (before != null) {
            return before;
        }
        int depth = 0;
        long nodes = 1;
        for (Expr child : expr.children()) {
            Extent extent = measure(child);
            depth = Math.max(depth, extent.depth());
            nodes += extent.nodes();
        }
        return new Extent(depth + 1, nodes);
    }
}
