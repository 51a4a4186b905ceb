// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.filter.ast.Expr;
import dev.gvtrace.replay.filter.ast.FilterException;
import dev.gvtrace.replay.filter.ast.FilterParser;
import dev.gvtrace.replay.filter.ast.FilterPrinter;
import dev.gvtrace.replay.filter.match.PosixRegex;
import dev.gvtrace.replay.state.EventContext;
import java.util.ArrayList;
import java.util.List;

/** Conditions and outputs may be untrusted: any text loads or is rejected with an error. */
class FilterFuzzTest {
    @FuzzTest(maxDuration = "10m")
    void loadsOrRefusesAnyCondition(FuzzedDataProvider data) {
        String text = data.consumeRemainingAsString();
        try {
            Expr expr = FilterParser.parse(text);
            if (!FilterParser.parse(FilterPrinter.print(expr))
                    .withoutPositions()
                    .equals(expr.withoutPositions())) {
                throw new AssertionError("prints as another condition: " + FilterPrinter.print(expr));
            }
            EventTypeSet.of(expr);
            if (FilterChecker.check(expr, Installed.binding()).stream().noneMatch(FilterIssue::error)) {
                FilterCompiler<EventContext> compiler = new FilterCompiler<>(Installed.binding());
                compiler.link(null, List.of(compiler.compile(expr)));
            }
        } catch (FilterException refused) {
            refused.located();
        }
    }

    @FuzzTest(maxDuration = "10m")
    void loadsOrRefusesAnyOutput(FuzzedDataProvider data) {
        List<FilterIssue> issues = new ArrayList<>();
        OutputTemplate<EventContext> template =
                OutputTemplate.compile(data.consumeRemainingAsString(), Installed.binding(), issues);
        if ((template == null) == issues.isEmpty()) {
            throw new AssertionError("neither a template nor a reason");
        }
    }

    @FuzzTest(maxDuration = "10m")
    void compilesOrRefusesAnyRegularExpression(FuzzedDataProvider data) {
        String regex = data.consumeString(60);
        try {
            PosixRegex.compile(dev.gvtrace.text.ByteText.fromUnicode(regex))
                    .matches(data.consumeRemainingAsAsciiString());
        } catch (IllegalArgumentException refused) {
            refused.getMessage();
        }
    }
}
