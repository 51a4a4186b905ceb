// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Joins the tests in an {@code or} that compare the same text for equality, membership in a set, or a prefix. The
 * official rules have up to a dozen of them in a row for one name.
 */
final class AnyText {
    private final List<String> whole = new ArrayList<>();
    private final List<String> prefixes = new ArrayList<>();
    private int count;

    private AnyText() {}

    /** The same parts with those joined that can be, in the place of the first. */
    static List<CompiledTest> join(List<CompiledTest> parts) {
        Map<TextReader, AnyText> groups = new LinkedHashMap<>();
        for (CompiledTest part : parts) {
            CompiledTest.Text text = joinable(part);
            if (text != null) {
                groups.computeIfAbsent(text.source(), source -> new AnyText()).add(text.matcher());
            }
        }
        List<CompiledTest> joined = new ArrayList<>(parts.size());
        for (CompiledTest part : parts) {
            CompiledTest.Text text = joinable(part);
            AnyText group = text == null ? null : groups.get(text.source());
            if (text == null || group == null || group.count == 1) {
                joined.add(part);
            } else if (group.count > 1) {
                joined.add(new CompiledTest.Text(text.source(), group.matcher()));
                group.count = 0;
            }
        }
        return joined;
    }

    private static CompiledTest.@Nullable Text joinable(CompiledTest part) {
        return part instanceof CompiledTest.Text text && text.matcher().joinable() != null ? text : null;
    }

    private void add(TextMatcher matcher) {
        TextMatcher.Joinable joinable = matcher.joinable();
        if (joinable != null) {
            count++;
            joinable.addTo(whole, prefixes);
        }
    }

    private TextMatcher matcher() {
        if (prefixes.isEmpty()) {
            return new TextMatcher.In(whole);
        }
        return new TextMatcher.InOrBegins(whole, prefixes);
    }
}
