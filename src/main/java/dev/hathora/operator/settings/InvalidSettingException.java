package dev.hathora.operator.settings;

import java.io.Serial;

/**
 * A setting that the operator can't be started with. The message is one line that names the flag, the variable, the
 * value (unless it is secret), and what to do.
 */
public final class InvalidSettingException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final Setting setting;
    private final boolean aboutValue;

    private InvalidSettingException(Setting setting, String problem, boolean aboutValue) {
        super("%s (%s) %s".formatted(setting.flag(), setting.variable(), problem).replaceAll("\\p{Cntrl}", "?"));
        this.setting = setting;
        this.aboutValue = aboutValue;
    }

    /** The value is not one of those that are allowed. */
    public static InvalidSettingException notAllowed(Setting setting, String value) {
        String shown = setting.isSecret() ? "" : "is '%s', but ".formatted(withoutPassword(value));
        return new InvalidSettingException(setting, shown + "must be " + setting.allowed(), true);
    }

    /**
     * The value is fine, but can't be used here and now.
     *
     * @param problem why, to follow the setting's names
     */
    public static InvalidSettingException unusable(Setting setting, String problem) {
        return new InvalidSettingException(setting, problem, false);
    }

    /** The setting in question. */
    public Setting setting() {
        return setting;
    }

    /** The same, with the value as the user wrote it. */
    public InvalidSettingException withValue(String asWritten) {
        return aboutValue ? notAllowed(setting, asWritten) : this;
    }

    private static String withoutPassword(String value) {
        return value.replaceFirst("(?s)^([A-Za-z][A-Za-z0-9+.-]*://)?.*@", "$1[redacted]@");
    }
}
