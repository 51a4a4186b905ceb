// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.coverage;

import dev.gvtrace.replay.event.type.EventType;
import dev.gvtrace.replay.event.type.EventType.Trait;
import dev.gvtrace.replay.field.Binding;
import dev.gvtrace.replay.rule.Rule;
import dev.gvtrace.replay.rule.RuleDescription;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The points and fields that rules need: those of their event types, and those from which the values of their fields
 * are tracked. Single-use, not thread-safe.
 */
public final class SessionNeeds {
    /** Thread, time and container: without these there is no state. */
    private static final Set<String> IDENTITY =
            Set.of("time", "thread_id", "group_id", "container_id", "task_start_time", "parent_thread_group_id");

    private static final List<String> LIFE = List.of(
            "container/start",
            "sentry/clone",
            "sentry/execve",
            "sentry/exit_notify_parent",
            "sentry/task_exit",
            "syscall/execve/exit",
            "syscall/execveat/exit");

    private static final List<String> ANY_DESCRIPTOR = List.of("close", "dup", "dup2", "dup3", "fcntl");
    private static final List<String> FILES = List.of("open", "openat", "creat");
    private static final List<String> SOCKETS =
            List.of("socket", "socketpair", "connect", "bind", "listen", "accept", "accept4");
    private static final List<String> OTHERS = List.of(
            "pipe",
            "pipe2",
            "eventfd",
            "eventfd2",
            "signalfd",
            "signalfd4",
            "timerfd_create",
            "inotify_init",
            "inotify_init1");
    /** Only raw; without them a descriptor that they closed or created is confused with another. */
    private static final List<String> RAW_DESCRIPTORS = List.of(
            "close_range",
            "openat2",
            "memfd_create",
            "epoll_create",
            "epoll_create1",
            "pidfd_open",
            "pidfd_getfd",
            "io_uring_setup",
            "open_tree",
            "fsopen",
            "fsmount",
            "mq_open");

    private static final List<String> DIRECTORIES = List.of("chdir", "fchdir", "chroot");

    private final SessionView session;
    private final CoverageCheck check;
    private final SortedMap<String, SortedSet<String>> points = new TreeMap<>();
    private final Set<String> context = new LinkedHashSet<>(IDENTITY);
    private final List<String> hopeless = new ArrayList<>();
    private final List<String> broad = new ArrayList<>();
    private final List<String> named = new ArrayList<>();
    private boolean shadowed;

    /**
     * For the Sentry that a session is for, whatever the session asks for, and rules that were compiled against that
     * binding.
     */
    public SessionNeeds(SessionView session, Binding<?> binding) {
        this.session = session;
        this.check = new CoverageCheck(session, binding);
    }

    /** Adds what a rule needs. */
    public void add(Rule rule) {
        List<EventType> types = CoverageCheck.types(rule).stream()
                .filter(type -> check.isPossible(rule.condition(), type))
                .toList();
        if (types.isEmpty()) {
            hopeless.add(rule.name());
            return;
        }
        RuleDescription about = RuleDescription.of(rule);
        Set<String> fields = new TreeSet<>();
        about.fields().forEach(field -> fields.add(name(field)));
        about.outputFields().forEach(field -> fields.add(name(field)));
        if (about.allEventTypes()) {
            broad.add(rule.name());
        }
        if (any(fields, SessionNeeds::isNameFromContext)) {
            named.add(rule.name());
        }
        types.forEach(type -> events(type, about.allEventTypes()));
        processes(fields);
        descriptors(fields, types);
    }

    private static String name(String field) {
        int bracket = field.indexOf('[');
        return bracket < 0 ? field : field.substring(0, bracket);
    }

    /** True if only a context has the name: of the first process of an exec session, of the other end of a pipe. */
    private static boolean isNameFromContext(String field) {
        return field.equals("gvisor.exec_proof") || field.startsWith("gvisor.pipe_");
    }

    /** The points with the fields to ask for, sorted. */
    public SortedMap<String, SortedSet<String>> points() {
        if (!named.isEmpty() && !shadowed) {
            context.add("process_name");
        }
        points.forEach((point, fields) -> {
            Set<String> offered = session.offered(point);
            for (String field : context) {
                if (offered != null && offered.contains(field)) {
                    fields.add(field);
                }
            }
        });
        return points;
    }

    /** The rules that no session helps. */
    public List<String> hopeless() {
        return List.copyOf(hopeless);
    }

    /** The rules that look at every type of event; for them calls that only raw points show were left out. */
    public List<String> broad() {
        return List.copyOf(broad);
    }

    /**
     * The rules that need names of processes which the session does not ask for, because another rule needs shadow
     * points: a name that is not UTF-8 would hide these as well.
     */
    public List<String> nameless() {
        return shadowed ? List.copyOf(named) : List.of();
    }

    private void events(EventType type, boolean onlySchematized) {
        boolean found = false;
        for (String point : EventShape.points(type)) {
            found |= ask(point, null);
        }
        if (!found && !onlySchematized && type.is(Trait.SYSCALL)) {
            raw(EventShape.rawPoint(type, session));
        }
    }

    /** The Sentry takes the context fields of a raw exit from the enter. */
    private void raw(String exit) {
        ask(exit.replace("/exit", "/enter"), null);
        ask(exit, null);
    }

    /** True if a Sentry has the point. */
    private boolean ask(String point, @Nullable String field) {
        Set<String> offered = session.offered(point);
        if (offered == null) {
            return false;
        }
        SortedSet<String> fields = points.computeIfAbsent(point, name -> new TreeSet<>());
        if (field != null && offered.contains(field)) {
            fields.add(field);
        }
        return true;
    }

    private void calls(Collection<String> names) {
        names.forEach(name -> ask("syscall/" + name + "/exit", null));
    }

    private static boolean any(Set<String> fields, Predicate<String> wanted) {
        return fields.stream().anyMatch(wanted);
    }

    private static boolean any(Set<String> fields, String prefix) {
        return any(fields, field -> field.startsWith(prefix));
    }

    private void processes(Set<String> fields) {
        LIFE.forEach(point -> ask(point, null));
        for (String field : fields) {
            String option = FieldAvailability.option(field);
            if (option != null) {
                ask("sentry/execve", option);
            }
        }
        if (any(fields, "proc.env") || any(fields, "proc.aenv")) {
            ask("container/start", "env");
            ask("syscall/execve/exit", "envv");
            ask("syscall/execveat/exit", "envv");
        }
        if (any(fields, "user.") || any(fields, "group.") || any(fields, "gvisor.uid") || any(fields, "gvisor.gid")) {
            context.add("credentials");
        }
        if (any(fields, field -> field.contains("duration") || field.endsWith(".ts") || field.endsWith(".start"))) {
            context.add("thread_group_start_time");
        }
        if (fields.contains("gvisor.is_exec_session")) {
            context.add("is_exec_session");
        }
        if (any(fields, field -> field.equals("proc.tty") || field.contains("sid") || field.equals("proc.sname"))) {
            calls(List.of("setsid"));
        }
        if (any(fields, field -> field.contains("pgid"))) {
            calls(List.of("setsid"));
            raw(session.rawExit("setpgid"));
        }
        if (any(fields, "proc.fdlimit") || any(fields, "proc.fdusage")) {
            calls(List.of("prlimit64"));
        }
        if (fields.contains("gvisor.concealed")) {
            shadowed = true;
            calls(session.namingCalls());
            session.namingCalls().forEach(call -> raw(session.rawExit(call)));
        }
        if (any(fields, "gvisor.mmap.")) {
            ask("sentry/mmap", null);
        }
    }

    private void descriptors(Set<String> fields, List<EventType> types) {
        boolean names = any(fields, "fd.") || any(fields, "fs.path.") || any(fields, "evt.a");
        boolean files = false;
        boolean sockets = false;
        boolean others = false;
        for (EventType type : types) {
            if (names && type.is(Trait.USES_FD)) {
                boolean net = type.category().equals("net");
                boolean file = type.category().equals("file");
                files |= !net;
                sockets |= !file;
                others |= !net && !file;
            }
        }
        boolean counted = any(fields, "proc.fdopencount") || fields.contains("fd.types") || any(fields, "proc.std");
        files |= counted || fields.contains("proc.cwd");
        sockets |= counted;
        others |= counted;
        if (files) {
            calls(FILES);
            calls(DIRECTORIES);
        }
        if (sockets) {
            calls(SOCKETS);
        }
        if (others) {
            calls(OTHERS);
        }
        if (files || sockets || others) {
            calls(ANY_DESCRIPTOR);
            RAW_DESCRIPTORS.forEach(call -> raw(session.rawExit(call)));
        }
        if (fields.contains("gvisor.fd_path")) {
            types.forEach(type -> EventShape.points(type).forEach(point -> {
                if (points.containsKey(point)) {
                    ask(point, "fd_path");
                }
            }));
        }
    }
}
