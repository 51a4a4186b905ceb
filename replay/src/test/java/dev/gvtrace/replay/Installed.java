// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay;

import dev.gvtrace.replay.field.EventBinding;
import dev.gvtrace.replay.provider.ProviderException;
import dev.gvtrace.replay.rule.LoadedRules;
import dev.gvtrace.replay.rule.RuleLoader;
import dev.gvtrace.replay.rule.RuleSyntaxCatalog;
import dev.gvtrace.replay.rule.source.RuleFile;
import dev.gvtrace.replay.table.TableCatalog;
import java.util.List;

/** The catalogues with what is on the class path of tests. */
public final class Installed {
    private static final EventBinding BINDING = loaded(EventBinding::load);

    private Installed() {}

    private interface Loading<T> {
        T run() throws ProviderException;
    }

    private static <T> T loaded(Loading<T> loading) {
        try {
            return loading.run();
        } catch (ProviderException e) {
            throw new AssertionError(e);
        }
    }

    /** The fields of events, always the same object. */
    public static EventBinding binding() {
        return BINDING;
    }

    /** The tables. */
    public static TableCatalog tables() {
        return loaded(() -> TableCatalog.load(BINDING));
    }

    /** Loads files in order. */
    public static LoadedRules rules(List<RuleFile> files) {
        return loaded(() -> {
            RuleLoader loader = new RuleLoader(BINDING, RuleSyntaxCatalog.load());
            for (RuleFile file : files) {
                loader.add(file);
            }
            return loader.finish();
        });
    }
}
