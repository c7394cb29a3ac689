package dev.drydock.inspect;

/**
 * A line of passwd(5). All text from outside.
 *
 * @param user numeric, as written
 * @param group numeric, as written
 * @param withoutPassword whether one may log in as this user without any: the field is empty in passwd, or there it stands in shadow, where
 *     it is empty
 */
public record Account(String name, String user, String group, String home, String shell, boolean withoutPassword) {}
