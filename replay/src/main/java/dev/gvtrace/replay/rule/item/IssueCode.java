// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.item;

/** What is wrong with a rule file, under Falco's names. Those that start with LOAD_ERR refuse the file. */
public enum IssueCode {
    /** The file cannot be read. */
    LOAD_ERR_FILE_READ("File read error", "The rule file could not be read."),
    /** No YAML. */
    LOAD_ERR_YAML_PARSE("YAML parse error", "The text is not valid YAML."),
    /** A missing key, a wrong type. */
    LOAD_ERR_YAML_VALIDATE(
            "Error validating internal structure of YAML file",
            "The YAML is valid, but not in the shape that rule files have."),
    /** A condition does not parse or compile. */
    LOAD_ERR_COMPILE_CONDITION("Error compiling condition", "A condition does not parse or compile."),
    /** An output does not compile. */
    LOAD_ERR_COMPILE_OUTPUT("Error compiling output", "An output format does not compile."),
    /** Items do not fit together. */
    LOAD_ERR_VALIDATE(
            "Error validating rule/macro/list/exception objects",
            "A rule, macro, list, exception or requirement does not fit what it refers to."),
    /** A source that this engine does not have. */
    LOAD_UNKNOWN_SOURCE(
            "Unknown event source",
            "The rule is for an event source that this engine does not have. It is kept, but never evaluated."),
    /** A comparison with no value. */
    LOAD_UNSAFE_NA_CHECK(
            "Unsafe <NA> comparison in condition",
            "A field is compared with <NA>, which does not show whether it has a value. Use 'exists'."),
    /** Too many event types. */
    LOAD_NO_EVTTYPE(
            "Condition has no event-type restriction",
            "The rule sees nearly every event, because its condition does not name event types. That costs time."),
    /** Dropped for what it asks for. */
    LOAD_UNKNOWN_FILTER(
            "Unknown field or event-type in condition or output",
            "The rule names a field or event type that this engine does not have. Its skip-if-unknown-filter is set, so"
                    + " it is left out."),
    /** The macro is not used. */
    LOAD_UNUSED_MACRO("Unused macro", "No rule and no other macro uses the macro."),
    /** The list is not used. */
    LOAD_UNUSED_LIST("Unused list", "No rule, macro or other list uses the list."),
    /** Neither rule, macro, list nor requirement. */
    LOAD_UNKNOWN_ITEM("Unknown rules file item", "An item of the file is none of the known kinds. It is left out."),
    /** Something that goes away. */
    LOAD_DEPRECATED_ITEM("Used deprecated item", "The file uses something that will go away."),
    /** A requirement that does not matter here. */
    LOAD_WARNING_EXTENSION(
            "Warning in extension item", "The file asks for something that reading a trace does not need."),
    /** No values in an appended exception. */
    LOAD_APPEND_NO_VALUES(
            "Overriding/appending with no values", "An appended exception has no values, so it does nothing."),
    /** Twice the same name. */
    LOAD_EXCEPTION_NAME_NOT_UNIQUE(
            "Multiple exceptions defined with the same name",
            "Two exceptions of a rule have the same name. Both count."),
    /** A name that conditions cannot use. */
    LOAD_INVALID_MACRO_NAME("Invalid macro name", "No condition can refer to a macro of that name."),
    /** A name that is not a single word. */
    LOAD_INVALID_LIST_NAME("Invalid list name", "The name of the list is not one word of a condition."),
    /** Legal, but probably not meant. */
    LOAD_COMPILE_CONDITION("Warning in rule condition", "The condition is legal, but may not mean what it seems to."),
    /** The same of an output; gvtrace's own code. */
    LOAD_COMPILE_OUTPUT("Warning in rule output", "The output is legal, but may not print what it seems to."),
    /** A key that means nothing. */
    LOAD_UNKNOWN_KEY("Unknown key in item definition", "The item has a key that means nothing there. It is ignored.");

    private final String title;
    private final String description;

    IssueCode(String title, String description) {
        this.title = title;
        this.description = description;
    }

    /** A few words, as Falco's text form shows them. */
    public String title() {
        return title;
    }

    /** A sentence or two. */
    public String description() {
        return description;
    }

    /** True if the file does not load for it. */
    public boolean isError() {
        return name().startsWith("LOAD_ERR_");
    }
}
