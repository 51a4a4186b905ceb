// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.builtin;

import dev.gvtrace.replay.rule.source.RuleFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** The rules that gvtrace brings. */
public final class BuiltInRules {
    /** What stands for the rules where files are named; a file of this name is named with its directory. */
    public static final String NAME = "builtin";

    private static final String RESOURCE = "builtin.yaml";

    private BuiltInRules() {}

    /** The rule file. Read at each call, so that the rules cost nothing where they are not used. */
    public static RuleFile file() {
        try (InputStream in = Objects.requireNonNull(BuiltInRules.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            return RuleFile.of(NAME, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
