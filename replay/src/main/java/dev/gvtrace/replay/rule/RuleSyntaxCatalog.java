// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import dev.gvtrace.replay.provider.ProviderException;
import dev.gvtrace.replay.provider.Providers;
import dev.gvtrace.replay.rule.item.Issues;
import dev.gvtrace.replay.rule.item.RuleSyntax;
import dev.gvtrace.replay.rule.source.RuleFile;
import dev.gvtrace.replay.rule.yaml.FalcoSyntax;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The syntaxes of rule files: Falco's YAML, and those that providers add. A file is in the added one that recognizes
 * its name, else in Falco's. Immutable, thread-safe.
 */
public final class RuleSyntaxCatalog {
    private static final String NOUN = "rule syntax";

    private final RuleSyntax falco = new FalcoSyntax();
    private final List<RuleSyntax> added;

    private RuleSyntaxCatalog(List<RuleSyntax> added) {
        this.added = added;
    }

    /**
     * Falco's syntax and those of all providers on the class path.
     *
     * @throws ProviderException if a provider cannot be created
     */
    public static RuleSyntaxCatalog load() throws ProviderException {
        return of(Providers.installed(RuleSyntax.class, NOUN));
    }

    /** Falco's syntax and these. */
    public static RuleSyntaxCatalog of(List<? extends RuleSyntax> added) {
        return new RuleSyntaxCatalog(List.copyOf(added));
    }

    /**
     * True if a file with this name is taken for a rule file when its directory is loaded.
     *
     * @throws ProviderException if two added syntaxes recognize it, or one throws
     */
    boolean recognizes(String fileName) throws ProviderException {
        return falco.recognizes(fileName) || added(fileName) != null;
    }

    /**
     * Reads a file in its syntax.
     *
     * @throws ProviderException if two added syntaxes recognize it, or one throws
     */
    RuleSyntax.Content read(RuleFile file, Issues issues) throws ProviderException {
        RuleSyntax syntax = added(file.name());
        return syntax == null
                ? falco.read(file, issues)
                : Providers.call(syntax, NOUN, () -> syntax.read(file, issues));
    }

    private @Nullable RuleSyntax added(String fileName) throws ProviderException {
        RuleSyntax found = null;
        for (RuleSyntax syntax : added) {
            if (Providers.call(syntax, NOUN, () -> syntax.recognizes(fileName))) {
                if (found != null) {
                    throw new ProviderException(NOUN + " of '" + fileName + "' is defined twice: by "
                            + Providers.name(found) + " and by " + Providers.name(syntax)
                            + ": expected one that recognizes the name");
                }
                found = syntax;
            }
        }
        return found;
    }
}
