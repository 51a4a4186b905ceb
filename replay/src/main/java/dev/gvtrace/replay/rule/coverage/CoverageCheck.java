// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.coverage;

import dev.gvtrace.replay.event.type.EventType;
import dev.gvtrace.replay.event.type.EventType.Trait;
import dev.gvtrace.replay.field.Binding;
import dev.gvtrace.replay.filter.EventTypeSet;
import dev.gvtrace.replay.filter.ast.Expr;
import dev.gvtrace.replay.rule.ConditionPlaces;
import dev.gvtrace.replay.rule.Rule;
import dev.gvtrace.replay.rule.coverage.FieldAvailability.Lack;
import dev.gvtrace.replay.rule.coverage.RuleCoverage.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Checks which rules can match in a session. For each event type of a rule it determines whether the condition can
 * match, whether it could with more recorded, and whether it always matches.
 */
public final class CoverageCheck {
    /** A rule that looks at more types than this looks at nearly all; those that do not arrive are not listed then. */
    private static final int MANY_TYPES = 80;

    private final SessionView session;
    private final FieldAvailability availability;
    private final SessionView everything;
    private final FieldAvailability best;

    /** For a session, and rules that were compiled against that binding. */
    public CoverageCheck(SessionView session, Binding<?> binding) {
        this.session = session;
        this.availability = new FieldAvailability(session, binding);
        this.everything = session.everything();
        this.best = new FieldAvailability(everything, binding);
    }

    /** The findings for a rule, by type. */
    private static final class RuleFindings {
        boolean now;
        boolean withMetadata;
        boolean withMore;
        boolean always;
        /** What would have to be recorded or enabled. */
        final LackList reasons = new LackList();
        /** Why events of a type always match. */
        final Map<EventType, LackList> indiscriminate = new LinkedHashMap<>();
        /** What nothing helps against. */
        final Map<EventType, LackList> hopeless = new LinkedHashMap<>();

        final Set<String> silent = new TreeSet<>();
        final LackList unevaluated = new LackList();

        Status status() {
            return now ? Status.FULL : withMetadata ? Status.NEEDS_METADATA : always ? Status.ALWAYS : Status.NEVER;
        }
    }

    /** Checks a rule. */
    public RuleCoverage check(Rule rule) {
        List<EventType> types = types(rule);
        RuleFindings found = new RuleFindings();
        types.forEach(type -> look(rule, type, found));
        List<String> always = LackList.sentences(found.indiscriminate).stream()
                .map(sentence -> "always matches " + sentence)
                .toList();
        List<String> hopeless = LackList.sentences(found.hopeless);
        List<String> reasons = new ArrayList<>();
        List<String> blind = new ArrayList<>();
        switch (found.status()) {
            case FULL -> {
                blind.addAll(found.silent);
                blind.addAll(always);
                blind.addAll(hopeless);
            }
            case NEEDS_METADATA, ALWAYS -> {
                reasons.addAll(found.reasons.words());
                reasons.addAll(always);
                blind.addAll(found.silent);
                blind.addAll(hopeless);
            }
            case NEVER -> {
                reasons.addAll(found.reasons.words());
                reasons.addAll(found.silent);
                (found.withMore ? blind : reasons).addAll(hopeless);
                if (reasons.isEmpty()) {
                    reasons.add("a Sentry has no event of a type that the condition admits");
                }
            }
        }
        return new RuleCoverage(
                rule.name(),
                found.status(),
                reasons,
                types.size() > MANY_TYPES ? List.of() : blind,
                unevaluated(rule, found.unevaluated));
    }

    /** The types of a rule that a Sentry's stream can have. */
    static List<EventType> types(Rule rule) {
        List<EventType> types = new ArrayList<>();
        for (EventType type : EventTypeSet.of(rule.condition()).types()) {
            if (type.is(Trait.SYSCALL)
                    || type.name().equals("procexit")
                    || type.name().equals("silent")) {
                types.add(type);
            }
        }
        return types;
    }

    private void look(Rule rule, EventType type, RuleFindings found) {
        Expr condition = rule.condition();
        EventShape possible = EventShape.of(type, everything);
        if (possible == null) {
            found.hopeless.put(type, new LackList().add(Lack.NEVER, "a Sentry has no such event"));
            return;
        }
        ConditionVerdicts atBest = ConditionVerdicts.withMetadata(possible, best);
        if (!atBest.of(condition).canBeTrue()) {
            LackList why = new LackList();
            atBest.blockers(condition, why);
            if (!why.isEmpty()) {
                found.hopeless.put(type, why);
            }
            return;
        }
        EventShape seen = EventShape.of(type, session);
        if (seen == null) {
            found.withMore = true;
            found.silent.add(type.name() + ": " + session.silence() + ", enable " + EventShape.remedy(type, session));
            return;
        }
        ConditionVerdicts verdicts = ConditionVerdicts.of(seen, availability);
        if (!verdicts.of(condition).canBeTrue()) {
            boolean metadataHelps = ConditionVerdicts.withMetadata(seen, availability)
                    .of(condition)
                    .canBeTrue();
            found.withMetadata |= metadataHelps;
            found.withMore |= !metadataHelps;
            verdicts.blockers(condition, found.reasons);
            return;
        }
        verdicts.missing(condition, found.unevaluated);
        Expr own = withoutExceptions(rule);
        if (ConditionVerdicts.holdsForWantOfValues(own, seen, availability)) {
            LackList why = new LackList();
            verdicts.missing(own, why);
            found.indiscriminate.put(type, why);
            found.withMetadata |= why.has(Lack.METADATA);
            found.always |= !why.has(Lack.METADATA);
        } else {
            found.now = true;
        }
    }

    /** The condition as it was written: exceptions may fall away, the rule is there without them. */
    private static Expr withoutExceptions(Rule rule) {
        Expr condition = rule.condition();
        return condition instanceof Expr.And and && rule.places().exceptionOf(1) != null
                ? and.parts().get(0)
                : condition;
    }

    /** True if events of the type could match, were everything asked for and all metadata recorded. */
    boolean isPossible(Expr condition, EventType type) {
        EventShape possible = EventShape.of(type, everything);
        return possible != null
                && ConditionVerdicts.withMetadata(possible, best).of(condition).canBeTrue();
    }

    private static List<String> unevaluated(Rule rule, LackList lacks) {
        Set<String> sentences = new LinkedHashSet<>(new TreeSet<>(lacks.words()));
        Set<String> more = new TreeSet<>();
        for (ConditionPlaces.ExceptionPart exception : rule.places().exceptions()) {
            for (String written : exception.fields()) {
                String field = written.replaceFirst("\\[.*", "");
                for (String missing : sentences) {
                    if (exception.values() > 0 && missing.startsWith(field + ":")) {
                        more.add("exception '" + exception.name() + "' never applies: " + missing);
                    }
                }
            }
        }
        sentences.addAll(more);
        return List.copyOf(sentences);
    }
}
