// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.engine;

import dev.gvtrace.replay.filter.OutputTemplate;
import dev.gvtrace.replay.rule.item.Priority;
import dev.gvtrace.replay.rule.test.RuleTestFile;
import dev.gvtrace.replay.rule.test.RuleTestFile.Expectation;
import dev.gvtrace.replay.rule.test.RuleTestFile.RuleTest;
import dev.gvtrace.replay.state.EventContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Compares the alerts of one trace with the expectations of a test. Fields are read at the alert's event. Not
 * thread-safe.
 */
public final class RuleTestRun implements AlertListener {
    /** The maximum number of mismatching alerts reported for each expectation. */
    private static final int SHOWN = 3;

    private final RuleTest test;
    private final long[] counts;
    private final List<List<String>> misfits = new ArrayList<>();
    private final List<String> unexpected = new ArrayList<>();
    private final Map<String, OutputTemplate<EventContext>> templates = new HashMap<>();
    private @Nullable EventContext current;

    /** Creates a run of a test with valid fields, and the rules that it is about. */
    public RuleTestRun(RuleTest test, RuleSet rules) {
        this.test = test;
        this.counts = new long[test.expectations().size()];
        for (Expectation expectation : test.expectations()) {
            misfits.add(new ArrayList<>());
            for (String field : expectation.fields().keySet()) {
                OutputTemplate<EventContext> template =
                        OutputTemplate.compile("%" + field, rules.binding(), new ArrayList<>());
                if (template != null) {
                    templates.put(field, template);
                }
            }
        }
    }

    /** Runs the engine on the next event. This object has to be the engine's listener. */
    public void event(RuleEngine engine, EventContext event) {
        current = event;
        engine.onEvent(event);
    }

    @Override
    public void alert(Alert alert) {
        boolean expected = false;
        for (int i = 0; i < counts.length; i++) {
            Expectation expectation = test.expectations().get(i);
            if (!expectation.rule().equals(alert.rule())) {
                continue;
            }
            String misfit = misfit(expectation, alert);
            if (misfit == null) {
                counts[i]++;
                expected = true;
            } else if (misfits.get(i).size() < SHOWN) {
                misfits.get(i).add(misfit);
            }
        }
        if (!expected && test.only() && unexpected.size() < SHOWN) {
            unexpected.add("event " + alert.eventNumber() + ": '" + alert.rule() + "': "
                    + alert.output().decoded());
        }
    }

    /** The mismatch, or null if there is none. */
    private @Nullable String misfit(Expectation expectation, Alert alert) {
        String where = "event " + alert.eventNumber() + ": ";
        Priority priority = expectation.priority();
        if (priority != null && priority.ordinal() != alert.priority()) {
            return where + "priority is " + Priority.values()[alert.priority()].label();
        }
        String output = alert.output().decoded();
        if (expectation.output() != null && !RuleTestFile.fits(expectation.output(), output)) {
            return where + "output is " + output;
        }
        for (Map.Entry<String, String> field : new TreeMap<>(expectation.fields()).entrySet()) {
            String value = value(field.getKey());
            if (!RuleTestFile.fits(field.getValue(), value)) {
                return where + field.getKey() + " is " + value;
            }
        }
        return null;
    }

    private String value(String field) {
        OutputTemplate<EventContext> template = templates.get(field);
        EventContext event = current;
        return template == null || event == null
                ? OutputTemplate.MISSING
                : template.render(event).decoded();
    }

    /** The failures, one line each; empty if the test passed. */
    public List<String> failures() {
        List<String> failures = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            Expectation expectation = test.expectations().get(i);
            if (counts[i] < expectation.least() || counts[i] > expectation.most()) {
                failures.add(expectation.place() + ": '" + expectation.rule() + "' expected " + expectation.count()
                        + ", came " + counts[i] + (counts[i] == 1 ? " time" : " times"));
                if (counts[i] < expectation.least()) {
                    misfits.get(i).forEach(misfit -> failures.add("    another alert of it, " + misfit));
                }
            }
        }
        unexpected.forEach(alert -> failures.add("not expected: " + alert));
        return failures;
    }
}
