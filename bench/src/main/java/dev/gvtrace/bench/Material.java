// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.bench;

import dev.gvtrace.replay.engine.RuleSet;
import dev.gvtrace.replay.field.EventBinding;
import dev.gvtrace.replay.provider.ProviderException;
import dev.gvtrace.replay.rule.LoadedRules;
import dev.gvtrace.replay.rule.RuleLoader;
import dev.gvtrace.replay.rule.RuleSyntaxCatalog;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What is measured with: the conformance traces and the three official rule files, where they exist, else the samples
 * that come with the project. {@code gvtrace.top} is the project's directory, {@code gvtrace.shared} that of the other
 * material.
 */
final class Material {
    private static final Path TOP = Path.of(System.getProperty("gvtrace.top", "."));
    private static final Path SHARED = Path.of(System.getProperty("gvtrace.shared", "../shared"));

    private Material() {}

    /**
     * A trace by the name it has in the conformance data, such as {@code traces/redis}; else a sample of the same kind.
     */
    static Path trace(String name) {
        Path plain = SHARED.resolve("conformance").resolve(name + ".trace");
        Path packed = SHARED.resolve("conformance").resolve(name + ".trace.zst");
        if (Files.exists(plain)) {
            return plain;
        }
        return Files.exists(packed) ? packed : TOP.resolve("samples/traces").resolve(sample(name));
    }

    private static String sample(String name) {
        return name.startsWith("sentry/") ? "workload-2026.gvt" : "workload-2022.gvt";
    }

    /** The three official rule files in Falco's order, else the samples' rules. */
    static RuleSet rules() throws ProviderException {
        return RuleSet.of(loadedRules());
    }

    /** The same before they are compiled for an engine. */
    static LoadedRules loadedRules() throws ProviderException {
        RuleLoader loader = new RuleLoader(EventBinding.load(), RuleSyntaxCatalog.load());
        Path official = SHARED.resolve("falco-rules");
        if (Files.isDirectory(official)) {
            for (String name : new String[] {"falco_rules", "falco-incubating_rules", "falco-sandbox_rules"}) {
                loader.addPath(official.resolve(name + ".yaml"));
            }
        } else {
            loader.addPath(TOP.resolve("samples/rules"));
        }
        LoadedRules loaded = loader.finish();
        if (!loaded.successful()) {
            throw new IllegalStateException("rules do not load: " + loaded.results());
        }
        return loaded;
    }
}
