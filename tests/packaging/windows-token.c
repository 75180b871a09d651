/*
 * A PKCS#11 module for Windows, small enough to be read: two readers, one with a card. It shows that the module compiled on Linux
 * loads a vendor's library under Windows, calls it by the standard's own layout, and hands back what it said.
 */
#include <string.h>

#define CK_PTR *
#define CK_DEFINE_FUNCTION(type, name) type __declspec(dllexport) name
#define CK_DECLARE_FUNCTION(type, name) type name
#define CK_DECLARE_FUNCTION_POINTER(type, name) type(*name)
#define CK_CALLBACK_FUNCTION(type, name) type(*name)
#ifndef NULL_PTR
#define NULL_PTR 0
#endif
#pragma pack(push, 1)
#include <pkcs11t.h>
#define CK_NEED_ARG_LIST 1
typedef struct CK_FUNCTION_LIST CK_FUNCTION_LIST;
typedef CK_FUNCTION_LIST *CK_FUNCTION_LIST_PTR;
typedef CK_FUNCTION_LIST_PTR *CK_FUNCTION_LIST_PTR_PTR;
/* The standard's order: 2 bytes of version, then 68 functions; those not written here stay empty. */
struct CK_FUNCTION_LIST {
  CK_VERSION version;
  void *functions[68];
};
#pragma pack(pop)

/* On Windows the standard packs by one byte, and its long is 32 bits. */
_Static_assert(sizeof(CK_ULONG) == 4, "CK_ULONG");
_Static_assert(sizeof(CK_INFO) == 2 + 32 + 4 + 32 + 2, "CK_INFO");
_Static_assert(sizeof(CK_FUNCTION_LIST) == 2 + 68 * 8, "CK_FUNCTION_LIST");
_Static_assert(sizeof(CK_TOKEN_INFO) == 32 + 32 + 16 + 16 + 4 * 11 + 2 + 2 + 16, "CK_TOKEN_INFO");

static void text(unsigned char *to, size_t size, const char *said) {
  size_t length = strlen(said);
  memset(to, ' ', size);
  memcpy(to, said, length < size ? length : size);
}

static CK_RV initialize(void *args) { return CKR_OK; }
static CK_RV finalize(void *reserved) { return CKR_OK; }

static CK_RV getInfo(CK_INFO *info) {
  memset(info, 0, sizeof *info);
  info->cryptokiVersion.major = 2;
  info->cryptokiVersion.minor = 20;
  text(info->manufacturerID, 32, "\xc3\x89" "diteur fictif");
  text(info->libraryDescription, 32, "Module d'epreuve");
  info->libraryVersion.major = 3;
  info->libraryVersion.minor = 4;
  return CKR_OK;
}

static CK_RV getSlotList(CK_BBOOL present, CK_SLOT_ID *slots, CK_ULONG *count) {
  CK_ULONG found = present ? 1 : 2;
  if (slots != NULL) {
    if (*count < found) return CKR_BUFFER_TOO_SMALL;
    slots[0] = 7;
    if (!present) slots[1] = 8;
  }
  *count = found;
  return CKR_OK;
}

static CK_RV getTokenInfo(CK_SLOT_ID slot, CK_TOKEN_INFO *info) {
  if (slot != 7) return CKR_TOKEN_NOT_PRESENT;
  memset(info, 0, sizeof *info);
  text(info->label, 32, "CPE 7");
  text(info->manufacturerID, 32, "ASIP");
  text(info->model, 16, "CPS3");
  text(info->serialNumber, 16, "0123456789");
  info->flags = CKF_TOKEN_INITIALIZED | CKF_LOGIN_REQUIRED;
  info->ulMaxPinLen = 4;
  info->ulMinPinLen = 4;
  return CKR_OK;
}

static CK_RV generateRandom(CK_SESSION_HANDLE session, CK_BYTE *to, CK_ULONG length) {
  for (CK_ULONG i = 0; i < length; i++) to[i] = (CK_BYTE)(session + i);
  return CKR_OK;
}

static CK_RV openSession(CK_SLOT_ID slot, CK_FLAGS flags, void *app, void *notify, CK_SESSION_HANDLE *session) {
  if (slot != 7) return CKR_TOKEN_NOT_PRESENT;
  *session = 0x80000001UL;
  return CKR_OK;
}

/* What nobody wrote answers that it is not supported rather than crash. */
static CK_RV unsupported(void) { return CKR_FUNCTION_NOT_SUPPORTED; }

__declspec(dllexport) CK_RV C_GetFunctionList(CK_FUNCTION_LIST_PTR_PTR list) {
  static CK_FUNCTION_LIST ours;
  for (int i = 0; i < 68; i++) ours.functions[i] = (void *)unsupported;
  ours.version.major = 2;
  ours.version.minor = 20;
  ours.functions[0] = (void *)initialize;
  ours.functions[1] = (void *)finalize;
  ours.functions[2] = (void *)getInfo;
  ours.functions[3] = (void *)C_GetFunctionList;
  ours.functions[4] = (void *)getSlotList;
  ours.functions[6] = (void *)getTokenInfo;
  ours.functions[12] = (void *)openSession;
  ours.functions[64] = (void *)generateRandom;
  *list = &ours;
  return CKR_OK;
}
