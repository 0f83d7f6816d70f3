package dev.hathora.operator.settings;

import java.io.Serial;

/**
 * An invalid setting, which prevents the start. The message is one line with the flag, the variable, the value (unless
 * it is secret), and what to do.
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

    /** The value is not allowed. */
    public static InvalidSettingException notAllowed(Setting setting, String value) {
        String shown = setting.isSecret() ? "" : "is '%s', but ".formatted(withoutPassword(value));
        return new InvalidSettingException(setting, shown + "must be " + setting.allowed(), true);
    }

    /**
     * The value is valid, but can't be used in this environment.
     *
     * @param problem why; the text follows the names of the setting
     */
    public static InvalidSettingException unusable(Setting setting, String problem) {
        return new InvalidSettingException(setting, problem, false);
    }

    /** The setting. */
    public Setting setting() {
        return setting;
    }

    /** A copy with the value as the user wrote it. */
    public InvalidSettingException withValue(String asWritten) {
        return aboutValue ? notAllowed(setting, asWritten) : this;
    }

    private static String withoutPassword(String value) {
        return value.replaceFirst("(?s)^([A-Za-z][A-Za-z0-9+.-]*://)?.*@", "$1[redacted]@");
    }
}
