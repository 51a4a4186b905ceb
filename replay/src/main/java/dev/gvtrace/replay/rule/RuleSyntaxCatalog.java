// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import dev.gvtrace.replay.rule.item.RuleSyntax;
import dev.gvtrace.replay.rule.yaml.FalcoSyntax;
import java.util.List;
import java.util.ServiceLoader;

/** The syntaxes of rule files: Falco's YAML, and those that a {@link ServiceLoader} finds. Thread-safe. */
final class RuleSyntaxCatalog {
    private static final RuleSyntax FALCO = new FalcoSyntax();
    private static final List<RuleSyntax> ADDED =
            ServiceLoader.load(RuleSyntax.class, RuleSyntax.class.getClassLoader()).stream()
                    .map(ServiceLoader.Provider::get)
                    .toList();

    private RuleSyntaxCatalog() {}

    /** True if a file of that name is taken for a rule file when its directory is loaded. */
    static boolean recognizes(String fileName) {
        return FALCO.recognizes(fileName) || ADDED.stream().anyMatch(syntax -> syntax.recognizes(fileName));
    }

    /** The syntax of a file: the first added one that recognizes its name, else Falco's. */
    static RuleSyntax of(String fileName) {
        for (RuleSyntax syntax : ADDED) {
            if (syntax.recognizes(fileName)) {
                return syntax;
            }
        }
        return FALCO;
    }
}
