/**
 * Every setting, declared once, where the value that it stands for is filled: name, default, range
 * and sentence. Begin with {@link io.cmqkafka.facade.settings.Settings}, whose components are the
 * topics; a group that a part of the server is made with is that part's own record. Knows those
 * records and nothing else of the server.
 */
package io.cmqkafka.facade.settings;
