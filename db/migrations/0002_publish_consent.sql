-- The text people agree to before their first booking: a document of its own, apart from the offer (152-FZ as amended by 156-FZ, in force 1 September 2025).
-- A business publishes its own wording as the next version; what was agreed to is kept by hash.
INSERT INTO consent_documents (kind, version, text_ru, text_en, sha256, published_at)
SELECT 'personal_data', 1, ru, en, sha256(convert_to(ru || E'\n' || en, 'UTF8')), timestamptz '2026-11-01 00:00:00+00'
FROM (VALUES (
'Согласие на обработку персональных данных

Я разрешаю арендодателю, указанному в карточке объекта и в договоре, обрабатывать мои имя, номер телефона, адрес электронной почты (если я его укажу) и идентификатор в мессенджере, чтобы принимать и исполнять мои бронирования: записывать, хранить, уточнять, использовать, удалять эти данные, в том числе автоматически, и сообщать мне о ходе бронирования.

Данные хранятся в России и не передаются третьим лицам, кроме платёжной системы — в объёме, нужном для оплаты.

Согласие действует до его отзыва. Отозвать его можно в любой момент: напишите оператору в этот чат. После отзыва данные удаляются, кроме тех, которые закон обязывает хранить.',
'Consent to the processing of personal data

I allow the lessor named on the object''s card and in the contract to process my name, phone number, e-mail address (if I give it) and messenger id in order to take and fulfil my bookings: to record, store, correct, use and delete these data, also automatically, and to tell me how my booking is going.

The data are stored in Russia and are not passed to third parties, except to the payment system as far as payment needs it.

The consent holds until it is withdrawn, which you can do at any time by writing to the operator in this chat. After that the data are deleted, except those that the law requires to be kept.'
)) t(ru, en);
