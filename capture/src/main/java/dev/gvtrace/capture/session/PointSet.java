// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.session;

import dev.gvtrace.capture.session.TraceSessionConfig.PointSelection;
import dev.gvtrace.proto.point.Architecture;
import dev.gvtrace.proto.point.ContextField;
import dev.gvtrace.proto.point.OptionalField;
import dev.gvtrace.proto.point.Point;
import dev.gvtrace.proto.point.PointCatalog;
import dev.gvtrace.proto.point.SyscallTable;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Collects points; if a point is added twice, the last addition counts. Points that the architecture lacks are left
 * out.
 */
final class PointSet {
    private final Architecture architecture;
    private final Map<String, PointSelection> selections = new LinkedHashMap<>();

    PointSet(Architecture architecture) {
        this.architecture = architecture;
    }

    /** Adds a point with those of the given fields that it has. */
    void add(String name, Set<ContextField> context, OptionalField... optional) {
        Point point = PointCatalog.find(name);
        if (point == null || !point.architectures().contains(architecture)) {
            return;
        }
        List<String> extra = new ArrayList<>();
        for (OptionalField field : optional) {
            if (point.optionalFields().contains(field)) {
                extra.add(field.label());
            }
        }
        List<String> labels = point.contextFields().stream()
                .filter(context::contains)
                .map(ContextField::label)
                .toList();
        selections.put(name, new PointSelection(name, extra, labels));
    }

    void exits(List<String> calls) {
        calls.forEach(call -> add("syscall/" + call + "/exit", Profile.NO_STRINGS));
    }

    void enters(List<String> calls) {
        calls.forEach(call -> add("syscall/" + call + "/enter", Profile.NO_STRINGS));
    }

    /** Adds raw points, enter and exit: the Sentry takes the context fields of an exit from the enter. */
    void raw(List<String> calls) {
        raw(calls, Profile.NO_STRINGS);
    }

    /** Adds raw points with these context fields. */
    void raw(List<String> calls, Set<ContextField> context) {
        for (String call : calls) {
            int number = SyscallTable.of(architecture).number(call);
            if (number >= 0) {
                add(PointCatalog.rawName(number, false), context);
                add(PointCatalog.rawName(number, true), context);
            }
        }
    }

    /** Adds all points but the raw ones, with all their fields. */
    void everything() {
        for (Point point : PointCatalog.points(architecture)) {
            if (!point.isRaw()) {
                add(
                        point.name(),
                        EnumSet.allOf(ContextField.class),
                        point.optionalFields().toArray(OptionalField[]::new));
            }
        }
    }

    List<PointSelection> selections() {
        return List.copyOf(selections.values());
    }
}
